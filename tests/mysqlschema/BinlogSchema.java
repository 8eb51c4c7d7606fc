//SOURCES ../schema/TestSource.java
//SOURCES ../schema/Project.java
//SOURCES ../schema/Promises.java
//SOURCES ../schema/Scenario.java
//SOURCES ../schema/Playback.java
//SOURCES BinlogSource.java
//SOURCES ColumnScenarios.java
//SOURCES ModifyScenarios.java
//SOURCES TableScenarios.java
//SOURCES SwapScenarios.java

import capture.SourceKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * DDL against a real server. {@code FOLDER [PATTERN]}; the server is at {@code BINLOG_PORT} of this host
 * ({@link BinlogSource}), FOLDER must be empty.
 */
final class BinlogSchema {

    private BinlogSchema() {
    }

    /** Exit code 0 when every promise holds, 1 when one does not. */
    static int test(SourceKind kind, Loader.Flow flow, String... args) throws Exception {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", System.getenv().getOrDefault("LOG", "off"));
        java.util.logging.LogManager.getLogManager().reset();
        BinlogSource source = new BinlogSource(kind, flow, Integer.parseInt(System.getenv("BINLOG_PORT")));
        Project.from(source);
        Promises promises = new Promises(args.length > 1 ? args[1] : ".*");
        Path folder = Path.of(args[0]).toAbsolutePath();
        List<Scenario> scenarios = new ArrayList<>(ColumnScenarios.all());
        scenarios.addAll(ModifyScenarios.all(source.isMysql()));
        scenarios.addAll(TableScenarios.all());
        scenarios.addAll(SwapScenarios.all());
        new Playback(folder, promises).play(scenarios);
        return promises.allKept() ? 0 : 1;
    }
}
