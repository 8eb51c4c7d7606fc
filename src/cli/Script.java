package cli;

import capture.Checkup;
import capture.Checkup.Known;
import capture.SourceDatabase;
import change.PrimaryKeys;
import config.CdcConfig;
import event.ChangeEvent;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import kind.SourceKind;

/** What a loader script brings to the command line. */
public interface Script {

    /** The command, such as {@code DebeziumDltLoader}. */
    String name();

    SourceKind kind();

    /** What {@code demo} shows. */
    Demo demo();

    /** What .dlt and the environment say, completed by the script itself. */
    CdcConfig config(Path project, Map<String, String> environment);

    /** What .dlt and the environment say of the destination, for a verb that needs no source: it has no Debezium properties. */
    CdcConfig destination(Path project, Map<String, String> environment);

    /** The source alone. */
    SourceDatabase source(CdcConfig config, Session session);

    /** The primary keys, the script's own among them. */
    PrimaryKeys keys(CdcConfig config);

    /** The script's look at a change before it is loaded. */
    Optional<ChangeEvent> transform(ChangeEvent change);

    /** The data flow, from the source to the destination, until the session ends. */
    void flow(CdcConfig config, Session session);

    /** Drops what the source keeps for the pipeline (PostgreSQL: the replication slot). A sentence on what was done. */
    String dropAtSource(CdcConfig config);

    /** Looks the source over, for {@code doctor}; changes nothing there. */
    void examine(CdcConfig config, Known known, Checkup checkup);
}
