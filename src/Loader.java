//JAVA 17+
//COMPILE_OPTIONS -encoding UTF-8 -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//DEPS com.fasterxml.jackson.core:jackson-databind:2.21.2
//DEPS com.fasterxml.jackson.dataformat:jackson-dataformat-toml:2.21.2
//DEPS info.picocli:picocli:4.7.7
//DEPS me.tongfei:progressbar:0.10.1
//DEPS org.slf4j:slf4j-simple:1.7.36
//SOURCES base/Folders.java
//SOURCES base/Patch.java
//SOURCES base/Sql.java
//SOURCES capture/Batch.java
//SOURCES capture/Capture.java
//SOURCES capture/CheckpointStore.java
//SOURCES capture/Checkup.java
//SOURCES capture/CommittedOffset.java
//SOURCES capture/Engine.java
//SOURCES capture/EventStream.java
//SOURCES capture/Feed.java
//SOURCES capture/Flow.java
//SOURCES capture/Guard.java
//SOURCES capture/LeftOut.java
//SOURCES capture/LostConnection.java
//SOURCES capture/NameList.java
//SOURCES capture/ObjectSearch.java
//SOURCES capture/Patches.java
//SOURCES capture/ServerConnection.java
//SOURCES capture/SnapshotSelects.java
//SOURCES capture/SourceDatabase.java
//SOURCES capture/SourceTable.java
//SOURCES capture/Until.java
//SOURCES patches/io/debezium/heartbeat/HeartbeatImpl.java
//SOURCES patches/io/debezium/pipeline/meters/CommonEventMeter.java
//SOURCES patches/io/debezium/util/Clock.java
//SOURCES event/ArrayText.java
//SOURCES event/ArrayTypes.java
//SOURCES event/ChangeEvent.java
//SOURCES event/Checkpoint.java
//SOURCES event/ColumnType.java
//SOURCES event/Decoder.java
//SOURCES event/Exact.java
//SOURCES event/Kind.java
//SOURCES event/LogPosition.java
//SOURCES event/MysqlDates.java
//SOURCES event/NestedTypes.java
//SOURCES event/PostgresText.java
//SOURCES event/Reached.java
//SOURCES event/Row.java
//SOURCES event/Rows.java
//SOURCES event/TableId.java
//SOURCES patches/io/debezium/relational/TableId.java
//SOURCES event/ToJson.java
//SOURCES event/Types.java
//SOURCES change/AppendBuilder.java
//SOURCES change/Bulk.java
//SOURCES change/Changes.java
//SOURCES change/ChangesBuilder.java
//SOURCES change/DltChangeHandler.java
//SOURCES change/GivenNames.java
//SOURCES change/MergeBuilder.java
//SOURCES change/MergeKey.java
//SOURCES change/Misfits.java
//SOURCES dlt/Naming.java
//SOURCES change/PrimaryKeys.java
//SOURCES change/SharedAppendBuilder.java
//SOURCES change/SharedMergeBuilder.java
//SOURCES change/SharedRows.java
//SOURCES change/TableChanges.java
//SOURCES load/BulkLoad.java
//SOURCES destination/Catalog.java
//SOURCES dlt/Column.java
//SOURCES load/ColumnNames.java
//SOURCES load/Dataset.java
//SOURCES dlt/DltHash.java
//SOURCES dlt/DltJson.java
//SOURCES load/DltRecords.java
//SOURCES dlt/DltSchema.java
//SOURCES dlt/DltState.java
//SOURCES dlt/DltSystemTables.java
//SOURCES dlt/DltTables.java
//SOURCES dlt/DltType.java
//SOURCES load/Evolution.java
//SOURCES load/LoadSql.java
//SOURCES load/NamedTables.java
//SOURCES load/OpenLoad.java
//SOURCES load/OwnColumns.java
//SOURCES load/Pipeline.java
//SOURCES load/PipelineInfo.java
//SOURCES load/SameColumns.java
//SOURCES load/SameNames.java
//SOURCES load/Staging.java
//SOURCES load/SharedSql.java
//SOURCES load/StartCheck.java
//SOURCES dlt/Table.java
//SOURCES load/TableLoads.java
//SOURCES load/TableNames.java
//SOURCES destination/Widening.java
//SOURCES dlt/WorkingDir.java
//SOURCES dlt/WriteDisposition.java
//SOURCES destination/BulkRows.java
//SOURCES destination/Attached.java
//SOURCES destination/Destination.java
//SOURCES destination/Destinations.java
//SOURCES destination/Dialect.java
//SOURCES destination/duckdb/DuckDb.java
//SOURCES destination/duckdb/DuckDbErrors.java
//SOURCES destination/duckdb/DuckDbReader.java
//SOURCES destination/DuckDbVersion.java
//SOURCES destination/Library.java
//SOURCES destination/ReadOnly.java
//SOURCES destination/Stage.java
//SOURCES replay/EventReader.java
//SOURCES replay/EventWriter.java
//SOURCES replay/JsonText.java
//SOURCES replay/JsonValues.java
//SOURCES replay/NamedTypes.java
//SOURCES replay/Recording.java
//SOURCES replay/Replay.java
//SOURCES replay/Replayed.java
//SOURCES watch/Audience.java
//SOURCES base/CrashPoint.java
//SOURCES watch/Progress.java
//SOURCES watch/Status.java
//SOURCES watch/StatusFile.java
//SOURCES base/SteadyClock.java
//SOURCES watch/Watch.java
//SOURCES cli/Common.java
//SOURCES cli/ConfigVerb.java
//SOURCES cli/Demo.java
//SOURCES cli/DemoVerb.java
//SOURCES cli/DoctorVerb.java
//SOURCES cli/DropVerb.java
//SOURCES cli/EmbeddedServer.java
//SOURCES cli/EventsVerb.java
//SOURCES cli/Format.java
//SOURCES cli/InfoVerb.java
//SOURCES cli/Jbang.java
//SOURCES cli/Log.java
//SOURCES cli/Main.java
//SOURCES load/PipelineLock.java
//SOURCES cli/ReplayVerb.java
//SOURCES cli/Rows.java
//SOURCES cli/RunVerb.java
//SOURCES cli/Script.java
//SOURCES cli/Session.java
//SOURCES cli/ShowVerb.java
//SOURCES cli/SqlVerb.java
//SOURCES cli/StatusVerb.java
//SOURCES cli/Version.java

import capture.Checkup;
import capture.Checkup.Known;
import capture.SourceDatabase;
import change.PrimaryKeys;
import cli.Demo;
import cli.Main;
import cli.Script;
import cli.Session;
import config.CdcConfig;
import config.DebeziumProperties;
import config.Settings;
import event.ChangeEvent;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.function.BiFunction;
import java.util.function.Function;
import kind.SourceKind;

/**
 * What the loader scripts share, all of it: this file holds the list of sources, and a script adds its connector. The
 * data flow itself stands in the script: capture → change events → table changes → load → DuckDB, and the offset travels
 * with the rows.
 */
public final class Loader {

    /** A script's data flow. */
    public interface Flow {
        void run(CdcConfig config, Session session);
    }

    /** A script's part of {@code doctor}: its source. */
    public interface Doctor {
        void examine(CdcConfig config, Known known, Checkup checkup);
    }

    /**
     * What verbs beside {@code run} need of a script.
     *
     * @param source    makes the source of its data flow
     * @param keys      its primary keys
     * @param transform its look at a change before it is loaded
     * @param doctor    its part of {@code doctor}
     */
    public record Parts(BiFunction<CdcConfig, Session, SourceDatabase> source, Function<CdcConfig, PrimaryKeys> keys,
            Function<ChangeEvent, Optional<ChangeEvent>> transform, Doctor doctor) {
    }

    private Loader() {
    }

    /**
     * Runs a script's command line.
     *
     * @param flow   the script's data flow
     * @param parts  what it is made of
     * @param adjust what the script itself settles over .dlt and the environment
     * @return the exit code
     */
    public static int run(String name, SourceKind kind, Demo demo, Flow flow, Parts parts,
            Function<CdcConfig, CdcConfig> adjust, Function<CdcConfig, String> dropAtSource, String... args) {
        // PostgreSQL writes moments inside ranges and composites in the session's zone, and the driver asks for the JVM's.
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        return Main.run(new Script() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public SourceKind kind() {
                return kind;
            }

            @Override
            public Demo demo() {
                return demo;
            }

            @Override
            public CdcConfig config(Path project, Map<String, String> environment) {
                return adjust.apply(ConfigHelperUniversal.load(project, environment, kind, kind.pipeline(), kind.dataset()));
            }

            @Override
            public CdcConfig destination(Path project, Map<String, String> environment) {
                return CdcConfig.of(Settings.of(project, environment), new DebeziumProperties(), kind, kind.pipeline(),
                        kind.dataset());
            }

            @Override
            public SourceDatabase source(CdcConfig config, Session session) {
                return parts.source().apply(config, session);
            }

            @Override
            public PrimaryKeys keys(CdcConfig config) {
                return parts.keys().apply(config);
            }

            @Override
            public Optional<ChangeEvent> transform(ChangeEvent change) {
                return parts.transform().apply(change);
            }

            @Override
            public void flow(CdcConfig config, Session session) {
                flow.run(config, session);
            }

            @Override
            public String dropAtSource(CdcConfig config) {
                return dropAtSource.apply(config);
            }

            @Override
            public void examine(CdcConfig config, Known known, Checkup checkup) {
                parts.doctor().examine(config, known, checkup);
            }
        }, args);
    }
}
