///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES ../../DebeziumDltLoader.java
//SOURCES TestSource.java
//SOURCES PostgresSource.java
//SOURCES Project.java
//SOURCES Promises.java
//SOURCES Scenario.java
//SOURCES Playback.java
//SOURCES Scenarios.java
//SOURCES IdentityScenarios.java
//SOURCES TypeScenarios.java
//SOURCES StartTest.java
//SOURCES StopTest.java
//SOURCES LiveProjects.java
//SOURCES OlderState.java
//SOURCES SwapTest.java
//SOURCES PartitionTest.java
//SOURCES AlterTest.java
//SOURCES WritesTest.java
//SOURCES PlacesTest.java
//SOURCES SnapshotTest.java

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Schema changes, row identity and names against a real PostgreSQL. {@code SchemaTest FOLDER [PATTERN]}; the server is
 * at {@code POSTGRES_PORT} of this host (user, password and database of docker-compose.yml), FOLDER must be empty.
 */
public class SchemaTest {

    /** Exit code 0 when every promise holds, 1 when one does not. */
    public static void main(String... args) throws Exception {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", System.getenv().getOrDefault("LOG", "off"));
        Project.from(new PostgresSource());
        Path folder = Path.of(args[0]).toAbsolutePath();
        Promises promises = new Promises(args.length > 1 ? args[1] : ".*");
        List<Scenario> scenarios = new ArrayList<>(Scenarios.all());
        scenarios.addAll(TypeScenarios.all());
        scenarios.addAll(IdentityScenarios.all());
        new Playback(folder, promises).play(scenarios);
        new StartTest(folder, promises).run();
        new StopTest(folder, promises).run();
        new SwapTest(folder, promises).run();
        new PartitionTest(folder, promises).run();
        new AlterTest(folder, promises).run();
        new WritesTest(folder, promises).run();
        new PlacesTest(folder, promises).run();
        new SnapshotTest(folder, promises).run();
        System.exit(promises.allKept() ? 0 : 1);
    }
}
