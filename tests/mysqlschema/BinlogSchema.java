//SOURCES ../schema/TestSource.java
//SOURCES ../schema/Project.java
//SOURCES ../schema/OlderState.java
//SOURCES ../schema/Promises.java
//SOURCES ../schema/Scenario.java
//SOURCES ../schema/Playback.java
//SOURCES BinlogSource.java
//SOURCES BinlogTests.java
//SOURCES CharsetScenarios.java
//SOURCES ColumnScenarios.java
//SOURCES MariadbTests.java
//SOURCES ModifyScenarios.java
//SOURCES NameTests.java
//SOURCES PlaceScenarios.java
//SOURCES ResumeTests.java
//SOURCES SessionScenarios.java
//SOURCES SnapshotTests.java
//SOURCES StartTests.java
//SOURCES StatementTests.java
//SOURCES StreamTests.java
//SOURCES TableScenarios.java
//SOURCES SwapScenarios.java
//SOURCES WarningTests.java

import cli.Script;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * DDL against a real server. {@code FOLDER [PATTERN]}; the server is at {@code BINLOG_PORT} of this host
 * ({@link BinlogSource}), FOLDER must be empty.
 */
final class BinlogSchema {

    /** Of so many scenarios one is played in each mode but RESTART, in which all are. */
    private static final int SAMPLE = 4;

    private BinlogSchema() {
    }

    /** Exit code 0 when every promise holds, 1 when one does not. */
    static int test(Script loader, String... args) throws Exception {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", System.getenv().getOrDefault("LOG", "off"));
        java.util.logging.LogManager.getLogManager().reset();
        BinlogSource source = new BinlogSource(loader, Integer.parseInt(System.getenv("BINLOG_PORT")));
        Project.from(source);
        Promises promises = new Promises(args.length > 1 ? args[1] : ".*", args.length > 1
                || System.getenv("SCHEMA_FULL") != null);
        Path folder = Path.of(args[0]).toAbsolutePath();
        List<Scenario> scenarios = new ArrayList<>(ColumnScenarios.all(source.isMysql()));
        scenarios.addAll(CharsetScenarios.all(source.isMysql()));
        scenarios.addAll(ModifyScenarios.all(source.isMysql()));
        scenarios.addAll(PlaceScenarios.all(source.isMysql()));
        scenarios.addAll(SessionScenarios.all(source.isMysql()));
        scenarios.addAll(TableScenarios.all());
        scenarios.addAll(SwapScenarios.all());
        Playback playback = new Playback(folder, promises);
        for (Playback.Mode mode : Playback.Mode.values()) {
            playback.play(mode, promises.all() || mode == Playback.Mode.RESTART ? scenarios : sample(scenarios, mode));
        }
        new StartTests(folder, promises, source).run();
        new SnapshotTests(folder, promises, source).run();
        new StreamTests(folder, promises, source).run();
        new WarningTests(folder, promises, source).run();
        new NameTests(folder, promises, source).run();
        new StatementTests(folder, promises, source).run();
        new ResumeTests(folder, promises, source).run();
        if (!source.isMysql()) {
            new MariadbTests(folder, promises, source).run();
        }
        return promises.allKept() ? 0 : 1;
    }

    private static List<Scenario> sample(List<Scenario> all, Playback.Mode mode) {
        return IntStream.range(0, all.size()).filter(i -> i % SAMPLE == mode.ordinal()).mapToObj(all::get).toList();
    }
}
