//DEPS org.junit.jupiter:junit-jupiter:5.11.4
//DEPS org.junit.platform:junit-platform-launcher:1.11.4
//SOURCES ../../src/Loader.java
//SOURCES ../../ConfigHelperUniversal.java
//SOURCES ../../src/binlog/All.java
//SOURCES ../../src/kafka/All.java
//SOURCES ../../src/postgres/All.java
//SOURCES ../../src/patches/Postgres.java
//SOURCES AdmissionTest.java
//SOURCES AlteredTableTest.java
//SOURCES BadInputTest.java
//SOURCES BinlogCutTest.java
//SOURCES BinlogDuplicateFilterTest.java
//SOURCES BinlogLog.java
//SOURCES BinlogRepairTest.java
//SOURCES BinlogSample.java
//SOURCES BinlogWatchTest.java
//SOURCES BulkTest.java
//SOURCES ChangeHandlerTest.java
//SOURCES ClassFile.java
//SOURCES ClassPath.java
//SOURCES ColumnChoicesTest.java
//SOURCES ConfigCommandTest.java
//SOURCES ConfigProject.java
//SOURCES CopyBinaryTest.java
//SOURCES DecoderTest.java
//SOURCES DirectSnapshotTest.java
//SOURCES DltFormatTest.java
//SOURCES DltPipelinesTest.java
//SOURCES DltTablesTest.java
//SOURCES DltYamlTest.java
//SOURCES DuckDbErrorsTest.java
//SOURCES DuckDbTest.java
//SOURCES EngineClockTest.java
//SOURCES EngineTest.java
//SOURCES EventMeterTest.java
//SOURCES EvolutionTest.java
//SOURCES FatJarTest.java
//SOURCES StarterTest.java
//SOURCES FieldReaderTest.java
//SOURCES FileKind.java
//SOURCES LingerTest.java
//SOURCES FirstStartTest.java
//SOURCES ForeignRecording.java
//SOURCES ForeignRecordingTest.java
//SOURCES MongoDocumentsTest.java
//SOURCES DebeziumTypesTest.java
//SOURCES GivenNamesTest.java
//SOURCES DuplicateFilterCutTest.java
//SOURCES PostgresDuplicateFilterTest.java
//SOURCES HalvesTest.java
//SOURCES HardDeletesTest.java
//SOURCES HistoryLogTest.java
//SOURCES HistoryTest.java
//SOURCES KindsTest.java
//SOURCES KeyPlacesTest.java
//SOURCES LakeMaintenanceTest.java
//SOURCES LakeTest.java
//SOURCES LakeWritersTest.java
//SOURCES LargeLoadTest.java
//SOURCES LayoutTest.java
//SOURCES LoadRandomTest.java
//SOURCES LoadSqlTest.java
//SOURCES LocaleTest.java
//SOURCES LoggedDdlTest.java
//SOURCES LostConnectionTest.java
//SOURCES LoggedStatementTest.java
//SOURCES Lakes.java
//SOURCES ServedFileTest.java
//SOURCES LoaderRun.java
//SOURCES LoaderSettingsTest.java
//SOURCES MarksTest.java
//SOURCES MendingTest.java
//SOURCES MergeBuilderTest.java
//SOURCES MysqlDatesTest.java
//SOURCES MysqlJsonTest.java
//SOURCES MysqlValuesTest.java
//SOURCES NamingTest.java
//SOURCES NestedContractTest.java
//SOURCES NestedRandomTest.java
//SOURCES NestedRefusedTest.java
//SOURCES NestedRun.java
//SOURCES NestedTest.java
//SOURCES ObjectSearchTest.java
//SOURCES NumbersTest.java
//SOURCES OldFileTest.java
//SOURCES PagesTest.java
//SOURCES PassingErrorTest.java
//SOURCES PatchesTest.java
//SOURCES PatchMembersTest.java
//SOURCES PatchOrderTest.java
//SOURCES PipelineLockTest.java
//SOURCES PipelineTest.java
//SOURCES ProgressTest.java
//SOURCES QueryRowsTest.java
//SOURCES ReadOnlyTest.java
//SOURCES RelationTest.java
//SOURCES ResnapshotTest.java
//SOURCES RowDeserializersTest.java
//SOURCES Sample.java
//SOURCES SampleRecords.java
//SOURCES RunHistoryTest.java
//SOURCES SettingsTest.java
//SOURCES SharedKeyTest.java
//SOURCES SourceOrderTest.java
//SOURCES SourceSectionTest.java
//SOURCES StageTest.java
//SOURCES StatementTextTest.java
//SOURCES SharedFileTest.java
//SOURCES StatusTest.java
//SOURCES StatusVerbTest.java
//SOURCES TableEditorTest.java
//SOURCES TableIdTest.java
//SOURCES TimeOfDay.java
//SOURCES TopicAssignorTest.java
//SOURCES TopicRecordsTest.java
//SOURCES TransformTest.java
//SOURCES VersionsTest.java
//SOURCES WallClockTest.java
//SOURCES WatchServerTest.java

import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The unit tests of what all loaders share, and how they are run: those that are built into a script's own jar. A
 * script adds the version of Debezium that they are compiled and run with.
 */
public class TestRun implements TestExecutionListener {

    private int passed;
    private int failed;
    private int skipped;

    /**
     * Prints a line a test, {@code ok}, {@code not ok} or {@code skip}, and the counts last; ends the process, with
     * exit code 1 where a test failed or none was found.
     *
     * @param args a regular expression on the class name; nothing: all tests
     */
    static void main(Class<?> script, String... args) throws URISyntaxException {
        String pattern = args.length == 0 ? ".*Test" : args[0];
        Path jar = Path.of(script.getProtectionDomain().getCodeSource().getLocation().toURI());
        LauncherDiscoveryRequest tests = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClasspathRoots(Set.of(jar)))
                .filters(includeClassNamePatterns(pattern))
                .build();
        TestRun counts = new TestRun();
        LauncherFactory.create().execute(tests, counts);
        System.out.printf("%d passed, %d failed, %d skipped%n", counts.passed, counts.failed, counts.skipped);
        System.exit(counts.failed > 0 || counts.passed == 0 ? 1 : 0);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == Status.FAILED) {
            failed++;
            System.out.println("not ok " + name(test));
            result.getThrowable().ifPresent(error -> error.printStackTrace(System.out));
        }
        else if (result.getStatus() == Status.ABORTED) {
            skipped++;
            System.out.printf("skip %s: %s%n", name(test), result.getThrowable().map(Throwable::getMessage).orElse(""));
        }
        else if (test.isTest()) {
            passed++;
            System.out.println("ok " + name(test));
        }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        skipped++;
        System.out.printf("skip %s: %s%n", name(test), reason);
    }

    private static String name(TestIdentifier test) {
        String own = test.getDisplayName();
        return test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .map(method -> method.getClassName() + "." + method.getMethodName()
                        + (own.startsWith(method.getMethodName()) ? "" : " " + own))
                .orElse(own)
                .replaceAll("\\R", " ");
    }
}
