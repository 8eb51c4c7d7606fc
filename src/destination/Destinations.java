package destination;

import base.Problem;
import config.CdcConfig;
import config.Target;
import destination.duckdb.DuckDb;
import destination.duckdb.DuckDbReader;
import destination.duckdb.ServedFile;
import destination.duckdb.ServedReader;
import destination.duckdb.ServingNote;
import destination.ducklake.DuckLake;
import destination.ducklake.DuckLakeReader;
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
            case "duckdb" -> config.target().served() == null ? new DuckDb(config, watch, givingUp)
                    : new ServedFile(config, watch, givingUp);
            case "ducklake" -> new DuckLake(config, watch, givingUp);
            default -> throw unknown(config.target());
        };
    }

    /** Opens it to look at the pipeline's tables; asks the loader that serves it, where one does. */
    public static Destination look(CdcConfig config, Watch watch, BooleanSupplier givingUp) {
        requireThere(config.target());
        if (config.target().lake() != null) {
            Destination lake = open(config, watch, givingUp);
            if (!lake.exists()) {
                lake.close();
                throw notThere(config.target());        // attaching would make one
            }
            return lake;
        }
        return ServingNote.of(config.target().file()).<Destination>map(note -> new ServedReader(config, note))
                .orElseGet(() -> open(config, watch, givingUp));
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
            case "duckdb" -> ServingNote.of(target.file()).map(note -> ServedReader.open(target, note, unsafe))
                    .orElseGet(() -> DuckDbReader.open(target.file(), unsafe, patienceS));
            case "ducklake" -> DuckLakeReader.open(target, unsafe, patienceS);
            default -> throw unknown(target);
        };
    }

    /** Whether there is anything to open; of a catalog in a database server only opening it tells. */
    public static boolean isThere(Target target) {
        return target.lake() != null && !target.lake().kind().isFile() || Files.exists(target.file());
    }

    /** @throws Problem when nothing was loaded yet, or into another folder */
    public static void requireThere(Target target) {
        if (target.lake() == null) {
            DuckDbReader.requireFile(target.file());
        }
        else if (!isThere(target)) {
            throw notThere(target);
        }
    }

    private static Problem notThere(Target target) {
        return Problem.run("There is no " + target.place() + " yet: run the loader first, or name its folder with"
                + " --project");
    }

    private static Problem unknown(Target target) {
        return Problem.config("There is no destination " + target.name() + "; there are duckdb and ducklake");
    }
}
