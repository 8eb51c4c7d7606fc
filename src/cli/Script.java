package cli;

import capture.Checkup;
import capture.Checkup.Known;
import capture.SourceKind;
import config.CdcConfig;
import java.nio.file.Path;
import java.util.Map;

/** What a loader script brings to the command line. */
public interface Script {

    /** The command, such as {@code DebeziumDltLoader}. */
    String name();

    SourceKind kind();

    /** What {@code demo} shows. */
    Demo demo();

    /** What .dlt and the environment say, completed by the script itself. */
    CdcConfig config(Path project, Map<String, String> environment);

    /** The data flow, from the source to the destination, until the session ends. */
    void flow(CdcConfig config, Session session);

    /** Drops what the source keeps for the pipeline (PostgreSQL: the replication slot). A sentence on what was done. */
    String dropAtSource(CdcConfig config);

    /** Looks the source over, for {@code doctor}; changes nothing there. */
    void examine(CdcConfig config, Known known, Checkup checkup);
}
