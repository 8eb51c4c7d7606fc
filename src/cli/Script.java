package cli;

import capture.Checkup;
import capture.Checkup.Known;
import capture.Patches;
import capture.SourceDatabase;
import change.PrimaryKeys;
import config.CdcConfig;
import config.DebeziumProperties;
import config.Settings;
import event.ChangeEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import kind.SourceKind;
import load.StartCheck;
import watch.Watch;

/**
 * A loader script, which the verbs run: it has the data flow and the source, and overrides what else it does in another
 * way. Its command is its class's name, such as {@code DebeziumDltLoader}.
 */
public abstract class Script {

    private final SourceKind kind;
    private final Demo demo;
    private final String tables;
    private final Map<String, List<String>> primaryKeys;

    /**
     * @param demo        what {@code demo} shows
     * @param tables      the script's own list, which wins over .dlt; empty: none
     * @param primaryKeys the script's own, by table; they win over .dlt
     */
    protected Script(SourceKind kind, Demo demo, String tables, Map<String, List<String>> primaryKeys) {
        Patches.load(kind.patches());       // before anything of Debezium's is loaded
        this.kind = kind;
        this.demo = demo;
        this.tables = tables;
        this.primaryKeys = primaryKeys;
    }

    /** The data flow, from the source to the destination, until the session ends. */
    public abstract void flow(CdcConfig config, Session session);

    /** The source alone. */
    public abstract SourceDatabase source(CdcConfig config, Session session);

    /** What .dlt and the environment say, completed by the script itself. */
    public CdcConfig config(Path project, Map<String, String> environment) {
        return CdcConfig.load(project, environment, kind, kind.pipeline(), kind.dataset())
                .withTables(kind.tableList(), tables);
    }

    /** Looks at the source for {@code doctor}; changes nothing there. */
    public abstract void examine(CdcConfig config, Known known, Checkup checkup);

    /** Sees each change before it is loaded: gives it back, changed or not, or nothing to leave it out. */
    public Optional<ChangeEvent> transform(ChangeEvent change) {
        return Optional.of(change);
    }

    /** The primary keys, the script's own among them. */
    public PrimaryKeys keys(CdcConfig config) {
        return new PrimaryKeys(config.primaryKeys(), primaryKeys, config.columnNames());
    }

    /** Holds the source's tables against the keys and the names in the destination, before anything is made. */
    public StartCheck check(CdcConfig config, Watch watch) {
        return new StartCheck(config, keys(config), watch);
    }

    /** Drops what the source keeps for the pipeline (PostgreSQL: the replication slot). A sentence on what was done. */
    public String dropAtSource(CdcConfig config) {
        return demo.product() + " keeps nothing for a pipeline";
    }

    /** The script's file name without {@code .java}. */
    public String name() {
        return getClass().getSimpleName();
    }

    public SourceKind kind() {
        return kind;
    }

    /** Names of the classes of ours that replace Debezium's. */
    List<String> patches() {
        return Patches.of(kind.patches());
    }

    Demo demo() {
        return demo;
    }

    /**
     * What .dlt and the environment say of the destination, for a verb that needs no source: it has no Debezium
     * properties.
     */
    public CdcConfig destination(Path project, Map<String, String> environment) {
        return CdcConfig.of(Settings.of(project, environment), new DebeziumProperties(), kind, kind.pipeline(),
                kind.dataset());
    }

    /** Runs the command line; the exit code. */
    public final int run(String... args) {
        FatJar.useServices();
        // PostgreSQL writes moments inside ranges and composites in the session's zone, and the driver asks for the
        // JVM's.
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        return Main.run(this, args);
    }
}
