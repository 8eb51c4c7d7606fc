///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES MysqlCase.java
//SOURCES MysqlCases.java
//SOURCES MysqlLoaded.java
//SOURCES ../types/LoadedFile.java
//SOURCES MysqlReadAgain.java
//SOURCES MysqlServer.java
//SOURCES MysqlTables.java
//SOURCES ../types/Findings.java
//SOURCES ../types/LakeTypes.java
//SOURCES ../kill/LakePlace.java
//SOURCES ../../src/destination/DuckDbVersion.java
//DEPS com.mysql:mysql-connector-j:9.7.0
//DEPS org.mariadb.jdbc:mariadb-java-client:3.5.3

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Every MySQL type, value by value: loads it by snapshot and by stream, and compares with what the server says of the
 * same values. {@code MysqlTypesTest WORK_FOLDER LOADER…}; the server is that of {@link MysqlServer}. Prints a line a
 * type, and checks docs/types.md against what it saw ({@code TYPES_WRITE=1}: writes it). With {@code KILL_LAKE} set
 * ({@link LakePlace}) the loader loads into a lake.
 */
public class MysqlTypesTest {

    private static final String UPDATED = "100000";

    /** What is to be seen in a project's tables. */
    private interface Look {
        void at(MysqlLoaded loaded) throws Exception;
    }

    private final MysqlServer server;
    private final Path work;
    private final List<String> loader;
    private final List<MysqlCase> cases;
    private final Findings findings = new Findings();
    private final Map<String, String> seenTypes = new TreeMap<>();
    private boolean readAgain;
    /** In a lake: where the rows are while they are looked at. */
    private String where = "";

    private MysqlTypesTest(MysqlServer server, Path work, List<String> loader) throws Exception {
        this.server = server;
        this.work = work;
        this.loader = loader;
        String only = System.getenv().getOrDefault("TYPES_ONLY", "");
        this.cases = new ArrayList<>();
        LakeTypes lake = new LakeTypes();
        for (MysqlCase each : MysqlCases.all()) {
            if (!server.knows(each)) {
                System.out.println("skip " + each.type() + ": this server does not have it");
            }
            else if (lake.isChosen(only, each.name(), each.duckdb())) {
                cases.add(LakePlace.isLake() ? inLake(lake, each) : each);
            }
        }
    }

    private static MysqlCase inLake(LakeTypes lake, MysqlCase each) {
        return new MysqlCase(each.name(), each.type(), lake.type(each.duckdb()), each.values(), each.server(),
                lake.expression(each.duckdb(), each.loaded()), each.misfit(), each.key(), each.note());
    }

    private static MysqlLoaded loaded(Path project) throws SQLException {
        return LakePlace.isLake() ? new MysqlLoaded(LakePlace.open(project, project.getFileName().toString()))
                : new MysqlLoaded(file(project));
    }

    /** In a lake twice: with the rows of small loads in its catalog, and once they are in Parquet files. */
    private void look(Path project, Look look) throws Exception {
        if (!LakePlace.isLake()) {
            try (MysqlLoaded loaded = new MysqlLoaded(file(project))) {
                look.at(loaded);
            }
            return;
        }
        LakePlace.lookTwice(project, project.getFileName().toString(), (place, lake) -> {
            where = place;
            look.at(new MysqlLoaded(lake));
        });
        where = "";
    }

    public static void main(String... args) throws Exception {
        try (MysqlServer server = new MysqlServer()) {
            MysqlTypesTest test = new MysqlTypesTest(server, Path.of(args[0]), List.of(args).subList(1, args.length));
            System.exit(test.run() ? 0 : 1);
        }
    }

    private boolean run() throws Exception {
        server.defineZones("America/New_York", "Europe/Berlin");
        for (MysqlCase each : cases) {
            for (String prefix : List.of("t_", "s_", "gone_tk_", "gone_sk_")) {
                server.execute("CREATE TABLE " + prefix + each.name() + " (n integer, v " + each.type() + " NULL)");
            }
            if (each.key()) {
                server.execute("CREATE TABLE tk_" + each.name() + " (v " + each.type()
                        + " NOT NULL PRIMARY KEY, n integer)",
                        "CREATE TABLE sk_" + each.name() + " (v " + each.type() + " NOT NULL PRIMARY KEY, n integer)");
            }
        }
        MysqlTables tables = new MysqlTables(server);
        tables.create();
        // A zone in which an hour comes twice and another not at all, then one with half an hour.
        server.execute("SET GLOBAL time_zone = 'America/New_York'");
        snapshot(tables);
        server.execute("SET GLOBAL time_zone = '+05:30'");
        stream();
        server.execute("SET GLOBAL time_zone = 'SYSTEM'");
        report();
        return findings.failures().isEmpty() && documented() && readAgain;
    }

    private void snapshot(MysqlTables tables) throws Exception {
        for (MysqlCase each : cases) {
            fill(each, "t_");
        }
        tables.fill(1);
        MysqlReadAgain again = new MysqlReadAgain(server, cases);
        Path project = project("snapshot", List.of("t_.*", "tk_.*", "x_.*", "w_.*"), "tk_");
        load(project, "--snapshot-only");
        look(project, loaded -> {
            for (MysqlCase each : cases) {
                seenTypes.put(each.name(), loaded.type("t_" + each.name(), "v"));
                check(each, "column type", Map.of("type", each.duckdb()), Map.of("type", seenTypes.get(each.name())));
                check(each, "snapshot", server.values(each, "t_"), loaded.values(each, "t_", "__op = 'snapshot'", "n"));
                if (each.key()) {
                    check(each, "snapshot key", server.values(each, "tk_"), loaded.values(each, "tk_",
                            "NOT deleted", "n"));
                }
            }
        });
        readAgain = again.isSame(() -> loaded(project), () -> Findings.run(loader, project, again.verb(), "resnapshot",
                this::report));
        changeKeys("tk_");
        tables.fill(2);
        load(project, "--until-current");
        look(project, loaded -> {
            checkKeys(loaded, "tk_", "snapshot key changed");
            tables.check(loaded, findings.failures());
        });
    }

    private void stream() throws Exception {
        Path project = project("stream", List.of("s_.*", "sk_.*"), "sk_");
        load(project, "--snapshot-only");
        if (LakePlace.isLake()) {
            LakePlace.inline(project, "stream");
        }
        for (MysqlCase each : cases) {
            fill(each, "s_");
        }
        Map<String, Map<String, String>> expected = new LinkedHashMap<>();
        for (MysqlCase each : cases) {
            expected.put(each.name(), server.values(each, "s_"));
            server.execute("INSERT INTO s_" + each.name() + " SELECT n + " + UPDATED + ", NULL FROM s_" + each.name(),
                    "UPDATE s_" + each.name() + " s JOIN s_" + each.name() + " o ON s.n = o.n + " + UPDATED
                            + " SET s.v = o.v",
                    "DELETE FROM s_" + each.name() + " WHERE n < " + UPDATED);
        }
        load(project, "--until-current");
        changeKeys("sk_");
        load(project, "--until-current");
        look(project, loaded -> {
            for (MysqlCase each : cases) {
                Map<String, String> values = expected.get(each.name());
                check(each, "stream type", Map.of("type", each.duckdb()),
                        Map.of("type", loaded.type("s_" + each.name(), "v")));
                check(each, "insert", values, loaded.values(each, "s_", "__op = 'insert' AND n < " + UPDATED, "n"));
                check(each, "update", notNull(values), loaded.values(each, "s_", "__op = 'update'", "n - " + UPDATED));
                check(each, "delete", values, loaded.values(each, "s_", "__op = 'delete'", "n"));
            }
            checkKeys(loaded, "sk_", "stream key changed");
        });
    }

    /** An UPDATE that sets NULL where NULL is writes nothing to the log. A zero date is NULL only to us. */
    private static Map<String, String> notNull(Map<String, String> values) {
        Map<String, String> rest = new TreeMap<>(values);
        rest.remove(Integer.toString(values.size() - 1));
        return rest;
    }

    private void fill(MysqlCase each, String prefix) throws SQLException {
        int number = 0;
        for (String value : each.values()) {
            server.insert(prefix + each.name(), number++, value);
        }
        server.insert(prefix + each.name(), number, "NULL");
        if (each.key()) {
            String target = prefix.replace("_", "k_") + each.name();
            server.execute("INSERT INTO " + target + " SELECT v, min(n) FROM " + prefix + each.name()
                    + " WHERE v IS NOT NULL AND " + each.server().replace("$", "v") + " IS NOT NULL AND NOT ("
                    + each.misfit().replace("$", "v") + ") GROUP BY v");
        }
    }

    /** Even rows are changed, odd rows deleted. */
    private void changeKeys(String prefix) throws SQLException {
        for (MysqlCase each : cases) {
            if (each.key()) {
                server.execute("UPDATE " + prefix + each.name() + " SET n = n + " + UPDATED + " WHERE n % 2 = 0",
                        "INSERT INTO gone_" + prefix + each.name() + " (v, n) SELECT v, n FROM " + prefix + each.name()
                                + " WHERE n % 2 = 1",
                        "DELETE FROM " + prefix + each.name() + " WHERE n % 2 = 1");
            }
        }
    }

    private void checkKeys(MysqlLoaded loaded, String prefix, String what) throws SQLException {
        for (MysqlCase each : cases) {
            if (each.key()) {
                check(each, what, server.values(each, prefix), loaded.values(each, prefix, "NOT deleted", "n"));
                check(each, what + ", deleted", server.values(each, "gone_" + prefix),
                        loaded.values(each, prefix, "deleted", "n"));
            }
        }
    }

    private void check(MysqlCase each, String what, Map<String, String> expected, Map<String, String> actual) {
        findings.check(each.name(), what + where, expected, actual);
    }

    private Path project(String name, List<String> tables, String keyPrefix) throws IOException {
        Path project = work.resolve(name);
        Files.createDirectories(project.resolve(".dlt"));
        String list = String.join(",", tables.stream().map(t -> server.database() + "." + t).toList());
        Files.writeString(project.resolve(".dlt/secrets.toml"), server.secrets(list) + (LakePlace.isLake()
                ? LakePlace.secrets(name) : ""));
        StringBuilder keys = new StringBuilder((LakePlace.isLake()
                ? "[cdc_settings]\ndestination = \"ducklake\"\n" : "") + "[cdc_settings.primary_keys]\n");
        cases.stream().filter(MysqlCase::key).forEach(c -> keys.append(keyPrefix).append(c.name())
                .append(" = \"v\"\n"));
        Files.writeString(project.resolve(".dlt/config.toml"), keys);
        return project;
    }

    private static Path file(Path project) {
        return project.resolve(".dlt/pipelines/PIPE/PIPE.duckdb".replace("PIPE", MysqlServer.KIND + "_cdc"));
    }

    private void load(Path project, String until) throws Exception {
        Findings.load(loader, project, until, this::report);
    }

    private void report() {
        for (MysqlCase each : findings.isEmpty() ? List.<MysqlCase>of() : cases) {
            findings.print(each.name(), Findings.brief(each.type()), each.duckdb());
        }
        for (String name : MysqlTables.PROMISES) {
            System.out.println((findings.failures().containsKey(name) ? "not ok " : "ok ") + name);
            findings.failures().getOrDefault(name, List.of()).forEach(line -> System.out.println("    " + line));
        }
        findings.printTotal(cases.stream().map(MysqlCase::name).toList());
    }

    /** Whether docs/types.md says what was seen; of MySQL only. */
    private boolean documented() throws IOException {
        if (!System.getenv().getOrDefault("TYPES_ONLY", "").isEmpty() || !MysqlServer.KIND.equals("mysql")
                || LakePlace.isLake()) {
            return true;
        }
        Set<String> lines = new LinkedHashSet<>(List.of("| MySQL | DuckDB | |\n|---|---|---|\n"));
        MysqlCases.all().stream().filter(c -> !c.type().contains("CHARACTER SET") && !c.type().contains("COLLATE"))
                .forEach(c -> lines.add("| `" + c.type().replaceAll("^(enum|set)\\(.*", "$1(…)") + "` | "
                        + seenTypes.getOrDefault(c.name(), c.duckdb()) + " | " + c.note() + " |\n"));
        return Findings.documented("<!-- types: written by tests/mysqltypes/MysqlTypesTest.java -->\n",
                "<!-- end of MySQL types -->\n", lines, "MySQL types", "tests/test_mysql_types.sh");
    }
}
