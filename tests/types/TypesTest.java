///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES Case.java
//SOURCES Cases.java
//SOURCES Findings.java
//SOURCES LakeTypes.java
//SOURCES Loaded.java
//SOURCES LoadedFile.java
//SOURCES Server.java
//SOURCES Toast.java
//SOURCES TwoWays.java
//SOURCES ../kill/LakePlace.java
//SOURCES ../../src/destination/DuckDbVersion.java
//DEPS org.postgresql:postgresql:42.7.11

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
 * Every PostgreSQL type, value by value: loads it by snapshot and by stream, and compares with what the server says of
 * the same values. {@code TypesTest WORK_FOLDER LOADER…}; the server is that of {@link Server}. Prints a line a type,
 * and checks docs/types.md against what it saw ({@code TYPES_WRITE=1}: writes it). With {@code KILL_LAKE} set
 * ({@link LakePlace}) the loader loads into a lake.
 */
public class TypesTest {

    private static final String UPDATED = "100000";

    /** What is to be seen in a project's tables. */
    private interface Look {
        void at(Loaded loaded) throws Exception;
    }

    private final Server server;
    private final Path work;
    private final List<String> loader;
    private final List<Case> cases;
    private final Findings findings = new Findings();
    private final Map<String, String> seenTypes = new TreeMap<>();
    /** In a lake: where the rows are while they are looked at. */
    private String where = "";

    private TypesTest(Server server, Path work, List<String> loader) throws IOException {
        this.server = server;
        this.work = work;
        this.loader = loader;
        String only = System.getenv().getOrDefault("TYPES_ONLY", "");
        LakeTypes lake = new LakeTypes();
        this.cases = Cases.all().stream().filter(c -> lake.isChosen(only, c.name(), c.duckdb()))
                .map(c -> LakePlace.isLake() ? inLake(lake, c) : c).toList();
    }

    private static Case inLake(LakeTypes lake, Case each) {
        return new Case(each.name(), each.type(), lake.type(each.duckdb()), each.values(), each.server(),
                lake.expression(each.duckdb(), each.loaded()), each.misfit(), each.key(), each.note());
    }

    public static void main(String... args) throws Exception {
        try (Server server = new Server()) {
            TypesTest test = new TypesTest(server, Path.of(args[0]), List.of(args).subList(1, args.length));
            System.exit(test.run() ? 0 : 1);
        }
    }

    private boolean run() throws Exception {
        server.prepare();
        for (Case each : cases) {
            server.execute("CREATE TABLE t_" + each.name() + " (n integer, v " + each.type() + ")",
                    "ALTER TABLE t_" + each.name() + " REPLICA IDENTITY FULL",
                    "CREATE TABLE s_" + each.name() + " (n integer, v " + each.type() + ")",
                    "ALTER TABLE s_" + each.name() + " REPLICA IDENTITY FULL");
            if (each.key()) {
                server.execute("CREATE TABLE tk_" + each.name() + " (v " + each.type() + " PRIMARY KEY, n integer)",
                        "CREATE TABLE sk_" + each.name() + " (v " + each.type() + " PRIMARY KEY, n integer)");
            }
        }
        Toast.create(server);
        snapshot();
        stream();
        report();
        return findings.failures().isEmpty() && documented();
    }

    /** Through the engine and directly: each against the server, then one against the other. */
    private void snapshot() throws Exception {
        for (Case each : cases) {
            fill(each, "t_");
        }
        List<Path> projects = new ArrayList<>();
        for (String way : List.of("engine", "direct")) {
            Path project = project(way, "t_.*,public.tk_.*,public.toast_.*", "tk_");
            projects.add(project);
            load(project, "--snapshot-only");
            look(project, loaded -> checkSnapshot(loaded, "snapshot (" + way + ")"));
        }
        checkTwoWays(projects);
        Toast.update(server);
        changeKeys("tk_");
        for (Path project : projects) {
            load(project, "--until-current");
            look(project, loaded -> {
                checkKeys(loaded, "tk_", "snapshot key changed (" + project.getFileName() + ")");
                Toast.check(server, loaded, findings.failures());
            });
        }
    }

    /** In a lake twice: with the rows of small loads in its catalog, and once they are in Parquet files. */
    private void look(Path project, Look look) throws Exception {
        if (!LakePlace.isLake()) {
            try (Loaded loaded = new Loaded(file(project))) {
                look.at(loaded);
            }
            return;
        }
        LakePlace.lookTwice(project, project.getFileName().toString(), (place, lake) -> {
            where = place;
            look.at(new Loaded(lake));
        });
        where = "";
    }

    private void checkSnapshot(Loaded loaded, String way) throws SQLException {
        for (Case each : cases) {
            seenTypes.put(each.name(), loaded.type("t_" + each.name(), "v"));
            check(each, "column type", Map.of("type", each.duckdb()), Map.of("type", seenTypes.get(each.name())));
            check(each, way, server.values(each, "t_", ""), loaded.values(each, "t_", "__op = 'snapshot'", "n"));
            if (each.key()) {
                check(each, way + " key", server.values(each, "tk_", ""), loaded.values(each, "tk_",
                        "NOT deleted", "n"));
            }
        }
    }

    private void checkTwoWays(List<Path> projects) throws SQLException {
        Map<String, Integer> tables = new TreeMap<>();
        List<String> attach = new ArrayList<>(TwoWays.files(file(projects.get(0)), file(projects.get(1))));
        if (LakePlace.isLake()) {
            attach = LakePlace.preparations();
            attach.add(LakePlace.attach(projects.get(0), "engine", "e", ", READ_ONLY"));
            attach.add(LakePlace.attach(projects.get(1), "direct", "d", ", READ_ONLY"));
        }
        List<String> differences = TwoWays.differencesOfDirect(attach, tables);
        System.out.println((differences.isEmpty() ? "ok " : "not ok ") + "the direct snapshot loads the same as the"
                + " engine's: " + tables.size() + " tables compared");
        if (!differences.isEmpty()) {
            findings.failures().put("two ways", differences.subList(0, Math.min(20, differences.size())));
        }
    }

    private void stream() throws Exception {
        Path project = project("stream", "s_.*,public.sk_.*", "sk_");
        List<Case> streamed = cases.stream().filter(Case::streamed).toList();
        load(project, "--snapshot-only");
        if (LakePlace.isLake()) {
            LakePlace.inline(project, "stream");
        }
        for (Case each : streamed) {
            fill(each, "s_");
        }
        Map<String, Map<String, String>> expected = new LinkedHashMap<>();
        for (Case each : streamed) {
            expected.put(each.name(), server.values(each, "s_", ""));
            server.execute("INSERT INTO s_" + each.name() + " SELECT n + " + UPDATED + ", NULL FROM s_" + each.name(),
                    "UPDATE s_" + each.name() + " s SET v = o.v FROM s_" + each.name() + " o WHERE s.n = o.n + "
                            + UPDATED,
                    "DELETE FROM s_" + each.name() + " WHERE n < " + UPDATED);
        }
        load(project, "--until-current");
        changeKeys("sk_");
        load(project, "--until-current");
        look(project, loaded -> {
            for (Case each : streamed) {
                Map<String, String> values = expected.get(each.name());
                check(each, "stream type", Map.of("type", each.duckdb()),
                        Map.of("type", loaded.type("s_" + each.name(), "v")));
                check(each, "insert", values, loaded.values(each, "s_", "__op = 'insert' AND n < " + UPDATED, "n"));
                check(each, "update", values, loaded.values(each, "s_", "__op = 'update'", "n - " + UPDATED));
                check(each, "delete", values, loaded.values(each, "s_", "__op = 'delete'", "n"));
            }
            checkKeys(loaded, "sk_", "stream key changed");
        });
    }

    private void fill(Case each, String prefix) throws SQLException {
        List<String> values = new ArrayList<>(each.values());
        values.add("NULL");
        for (int i = 0; i < values.size(); i++) {
            server.execute("INSERT INTO " + prefix + each.name() + " SELECT " + i + ", (" + values.get(i) + ")::"
                    + each.type());
        }
        if (each.key()) {
            String target = prefix.replace("_", "k_") + each.name();
            server.execute("INSERT INTO " + target + " SELECT v, min(n) FROM " + prefix + each.name()
                    + " WHERE v IS NOT NULL AND NOT coalesce(" + each.misfit().replace("$", "v")
                    + ", false) GROUP BY v");
        }
    }

    /** Even rows are changed, odd rows deleted. */
    private void changeKeys(String prefix) throws SQLException {
        for (Case each : cases) {
            if (each.key()) {
                server.execute("UPDATE " + prefix + each.name() + " SET n = n + " + UPDATED + " WHERE n % 2 = 0",
                        "CREATE TABLE IF NOT EXISTS gone_" + prefix + each.name() + " AS SELECT * FROM " + prefix
                                + each.name() + " WHERE n % 2 = 1",
                        "DELETE FROM " + prefix + each.name() + " WHERE n % 2 = 1");
            }
        }
    }

    private void checkKeys(Loaded loaded, String prefix, String what) throws SQLException {
        for (Case each : cases) {
            if (each.key()) {
                check(each, what, server.values(each, prefix, ""), loaded.values(each, prefix, "NOT deleted", "n"));
                check(each, what + ", deleted", server.values(each, "gone_" + prefix, ""),
                        loaded.values(each, prefix, "deleted", "n"));
            }
        }
    }

    private void check(Case each, String what, Map<String, String> expected, Map<String, String> actual) {
        findings.check(each.name(), what + where, expected, actual);
    }

    private Path project(String name, String tables, String keyPrefix) throws IOException {
        Path project = work.resolve(name);
        Files.createDirectories(project.resolve(".dlt"));
        Files.writeString(project.resolve(".dlt/secrets.toml"), server.secrets((LakePlace.isLake() ? "lake_"
                : "types_") + name, "public." + tables) + (LakePlace.isLake() ? LakePlace.secrets(name) : ""));
        StringBuilder keys = new StringBuilder("[cdc_settings]\n" + (LakePlace.isLake()
                ? "destination = \"ducklake\"\n" : "") + "snapshot = \"" + (name.equals("direct") ? name
                : "engine")
                + "\"\n[cdc_settings.primary_keys]\ntoast_merge = \"id\"\n");
        cases.stream().filter(Case::key).forEach(c -> keys.append(keyPrefix).append(c.name()).append(" = \"v\"\n"));
        Files.writeString(project.resolve(".dlt/config.toml"), keys);
        return project;
    }

    private static Path file(Path project) {
        return project.resolve(".dlt/pipelines/debezium_cdc/debezium_cdc.duckdb");
    }

    private void load(Path project, String until) throws Exception {
        Findings.load(loader, project, until, this::report);
    }

    private void report() {
        for (Case each : findings.isEmpty() ? List.<Case>of() : cases) {
            findings.print(each.name(), each.type(), each.duckdb());
        }
        findings.failures().forEach((name, wrong) -> {
            if (cases.stream().noneMatch(c -> c.name().equals(name))) {
                System.out.println("not ok " + name);
                wrong.forEach(line -> System.out.println("    " + line));
            }
        });
        findings.printTotal(cases.stream().map(Case::name).toList());
    }

    private boolean documented() throws IOException {
        if (!System.getenv().getOrDefault("TYPES_ONLY", "").isEmpty() || LakePlace.isLake()) {
            return true;
        }
        Set<String> lines = new LinkedHashSet<>(List.of("| PostgreSQL | DuckDB | |\n|---|---|---|\n"));
        cases.forEach(c -> lines.add("| `" + c.type() + "` | " + seenTypes.get(c.name()) + " | " + c.note() + " |\n"));
        return Findings.documented("<!-- types: written by tests/types/TypesTest.java -->\n", "<!-- end of types -->\n",
                lines, "types", "tests/test_postgres_types.sh");
    }
}
