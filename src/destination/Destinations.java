package destination;

import base.Problem;
import config.CdcConfig;
import config.Target;
import destination.duckdb.DuckDb;
import destination.duckdb.DuckDbReader;
import java.nio.file.Files;
import java.util.function.BooleanSupplier;
import watch.Watch;

/** The destinations that there are: the one place that names them. */
public final class Destinations {

    private Destinations() {
    }

    /**
     * Opens the destination of a pipeline for loading; it is attached at the first load.
     *
     * @param givingUp asked while another process keeps it from us: whether to stop waiting
     */
    public static Destination open(CdcConfig config, Watch watch, BooleanSupplier givingUp) {
        return switch (config.target().name()) {
            case "duckdb" -> new DuckDb(config, watch, givingUp);
            default -> throw unknown(config.target());
        };
    }

    /**
     * Opens it to be read by whatever SQL a person types.
     *
     * @param unsafe    whether other files may be read and written, and extensions fetched; the destination is
     *                  read-only anyway
     * @param patienceS how long to wait while a loader writes, in seconds
     */
    public static ReadOnly read(Target target, boolean unsafe, int patienceS) {
        return switch (target.name()) {
            case "duckdb" -> DuckDbReader.open(target.file(), unsafe, patienceS);
            default -> throw unknown(target);
        };
    }

    /** Whether there is anything to open. */
    public static boolean isThere(Target target) {
        return Files.exists(target.file());
    }

    /** @throws Problem when nothing was loaded yet, or into another folder */
    public static void requireThere(Target target) {
        DuckDbReader.requireFile(target.file());
    }

    private static Problem unknown(Target target) {
        return Problem.config("There is no destination " + target.name() + "; there is duckdb");
    }
}
