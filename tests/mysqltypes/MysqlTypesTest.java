///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES MysqlCase.java
//SOURCES MysqlCases.java
//SOURCES MysqlLoaded.java
//SOURCES ../types/LoadedFile.java
//SOURCES MysqlServer.java
//SOURCES MysqlTables.java
//SOURCES ../types/Findings.java
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
 * type, and checks docs/types.md against what it saw ({@code TYPES_WRITE=1}: writes it).
 */
public class MysqlTypesTest {

    private static final String UPDATED = "100000";
    /** Of a wide table. */
    private static final int COLUMNS = 45;

    private final MysqlServer server;
    private final Path work;
    private final List<String> loader;
    private final List<MysqlCase> cases;
    private final Findings findings = new Findings();
    private final Map<String, String> seenTypes = new TreeMap<>();
    private boolean readAgain;

    private MysqlTypesTest(MysqlServer server, Path work, List<String> loader) throws SQLException {
        this.server = server;
        this.work = work;
        this.loader = loader;
        String only = System.getenv().getOrDefault("TYPES_ONLY", "");
        this.cases = new ArrayList<>();
        for (MysqlCase each : MysqlCases.all()) {
            if (!server.knows(each)) {
                System.out.println("skip " + each.type() + ": this server does not have it");
            }
            else if (only.isEmpty() || List.of(only.split(",")).contains(each.name())) {
                cases.add(each);
            }
        }
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
        List<String> wide = wide();
        Path project = project("snapshot", List.of("t_.*", "tk_.*", "x_.*", "w_.*"), "tk_");
        load(project, "--snapshot-only");
        try (MysqlLoaded loaded = new MysqlLoaded(file(project))) {
            for (MysqlCase each : cases) {
                seenTypes.put(each.name(), loaded.type("t_" + each.name(), "v"));
                check(each, "column type", Map.of("type", each.duckdb()), Map.of("type", seenTypes.get(each.name())));
                check(each, "snapshot", server.values(each, "t_"), loaded.values(each, "t_", "__op = 'snapshot'", "n"));
                if (each.key()) {
                    check(each, "snapshot key", server.values(each, "tk_"), loaded.values(each, "tk_",
                            "NOT deleted", "n"));
                }
            }
        }
        readAgain(project, wide);
        changeKeys("tk_");
        tables.fill(2);
        load(project, "--until-current");
        try (MysqlLoaded loaded = new MysqlLoaded(file(project))) {
            checkKeys(loaded, "tk_", "snapshot key changed");
            tables.check(loaded, findings.failures());
        }
    }

    /** All types side by side in a few tables: what is read again is compared by the row. */
    private List<String> wide() throws SQLException {
        List<String> wide = new ArrayList<>();
        int rows = cases.stream().mapToInt(each -> each.values().size() + 1).max().orElse(0);
        for (int from = 0; from < cases.size(); from += COLUMNS) {
            List<MysqlCase> some = cases.subList(from, Math.min(cases.size(), from + COLUMNS));
            String table = "w_" + from;
            server.execute("CREATE TABLE " + table + " (n integer PRIMARY KEY" + String.join("", some.stream()
                    .map(each -> ", v_" + each.name() + " " + each.type() + " NULL").toList()) + ")");
            for (int n = 0; n < rows; n++) {
                server.execute("INSERT INTO " + table + " (n) VALUES (" + n + ")");
            }
            for (MysqlCase each : some) {
                server.execute("UPDATE " + table + " w JOIN t_" + each.name() + " t ON w.n = t.n SET w.v_" + each.name()
                        + " = t.v");
            }
            wide.add(table);
        }
        return wide;
    }

    /** Read directly, all has the value and the type that the engine's snapshot gave it. */
    private void readAgain(Path project, List<String> wide) throws Exception {
        List<String> again = new ArrayList<>(wide);
        again.addAll(MysqlTables.READ_AGAIN);
        Map<String, String> types = new TreeMap<>();
        try (MysqlLoaded loaded = new MysqlLoaded(file(project))) {
            types.putAll(loaded.columns(again));
        }
        long locks = server.count("Com_lock_tables");
        long flushes = server.count("Com_flush");
        List<String> command = new ArrayList<>(List.of("resnapshot"));
        command.addAll(again);
        Findings.run(loader, project, command, "resnapshot", this::report);
        List<String> wrong = new ArrayList<>();
        try (MysqlLoaded loaded = new MysqlLoaded(file(project))) {
            for (String table : again) {
                String copies = loaded.copies(table);
                if (!copies.equals("2 copies, 0 rows differ")) {
                    wrong.add(table + ": " + copies);
                }
            }
            if (!loaded.columns(again).equals(types)) {
                wrong.add("the columns were " + types + ", are " + loaded.columns(again));
            }
        }
        if (server.count("Com_lock_tables") - locks < again.size() || server.count("Com_flush") > flushes) {
            wrong.add("an engine read them");
        }
        System.out.println((wrong.isEmpty() ? "ok " : "not ok ") + "what is read again directly has the values and"
                + " types of the engine's snapshot, in columns of every type" + String.join("; ", wrong));
        readAgain = wrong.isEmpty();
    }

    private void stream() throws Exception {
        Path project = project("stream", List.of("s_.*", "sk_.*"), "sk_");
        load(project, "--snapshot-only");
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
        try (MysqlLoaded loaded = new MysqlLoaded(file(project))) {
            for (MysqlCase each : cases) {
                Map<String, String> values = expected.get(each.name());
                check(each, "stream type", Map.of("type", each.duckdb()),
                        Map.of("type", loaded.type("s_" + each.name(), "v")));
                check(each, "insert", values, loaded.values(each, "s_", "__op = 'insert' AND n < " + UPDATED, "n"));
                check(each, "update", notNull(values), loaded.values(each, "s_", "__op = 'update'", "n - " + UPDATED));
                check(each, "delete", values, loaded.values(each, "s_", "__op = 'delete'", "n"));
            }
            checkKeys(loaded, "sk_", "stream key changed");
        }
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
        findings.check(each.name(), what, expected, actual);
    }

    private Path project(String name, List<String> tables, String keyPrefix) throws IOException {
        Path project = work.resolve(name);
        Files.createDirectories(project.resolve(".dlt"));
        String list = String.join(",", tables.stream().map(t -> server.database() + "." + t).toList());
        Files.writeString(project.resolve(".dlt/secrets.toml"), server.secrets(list));
        StringBuilder keys = new StringBuilder("[cdc_settings.primary_keys]\n");
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
        if (!System.getenv().getOrDefault("TYPES_ONLY", "").isEmpty() || !MysqlServer.KIND.equals("mysql")) {
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
