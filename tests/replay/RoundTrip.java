///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//DEPS org.postgresql:postgresql:42.7.11
//SOURCES ../../src/destination/DuckDbVersion.java
//SOURCES ../types/Case.java
//SOURCES ../types/Cases.java
//SOURCES ../types/Server.java
//SOURCES ../types/Toast.java
//SOURCES ../types/Loaded.java
//SOURCES ../types/LoadedFile.java
//SOURCES ../types/TwoWays.java
//SOURCES ThereAndBack.java

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * There and back with every PostgreSQL type, by snapshot and by stream. {@code RoundTrip WORK_FOLDER LOADER…}; the
 * server is that of {@link Server}.
 */
public class RoundTrip extends ThereAndBack {

    private static final int MOVED = 100_000;

    private final Server server;
    private final List<Case> cases = Cases.all().stream().filter(Case::streamed).toList();

    private RoundTrip(Server server, Path work, List<String> loader) {
        super(work, loader);
        this.server = server;
    }

    public static void main(String... args) throws Exception {
        try (Server server = new Server()) {
            RoundTrip test = new RoundTrip(server, Path.of(args[0]), List.of(args).subList(1, args.length));
            server.prepare();
            test.make();
            test.run();
            System.exit(test.hasFailed() ? 1 : 0);
        }
    }

    private void make() throws SQLException {
        for (Case each : cases) {
            server.execute("CREATE TABLE r_" + each.name() + " (n integer, v " + each.type() + ")",
                    "ALTER TABLE r_" + each.name() + " REPLICA IDENTITY FULL");
            fill(each, 0);
            if (each.key()) {
                server.execute("CREATE TABLE rk_" + each.name() + " (v " + each.type() + " PRIMARY KEY, n integer)",
                        "INSERT INTO rk_" + each.name() + " SELECT v, min(n) FROM r_" + each.name()
                                + " WHERE v IS NOT NULL AND NOT coalesce(" + each.misfit().replace("$", "v")
                                + ", false) GROUP BY v");
            }
        }
        Toast.create(server);
        server.execute("CREATE TABLE r_moved (id integer PRIMARY KEY, big text)",
                "ALTER TABLE r_moved ALTER big SET STORAGE EXTERNAL", "INSERT INTO r_moved SELECT n, repeat('long',"
                        + " 1000) || n FROM generate_series(1, 5) n",
                "CREATE TABLE r_last (note text)", "ALTER TABLE r_last REPLICA IDENTITY FULL");
    }

    private void fill(Case each, int from) throws SQLException {
        List<String> values = new ArrayList<>(each.values());
        values.add("NULL");
        for (int i = 0; i < values.size(); i++) {
            server.execute("INSERT INTO r_" + each.name() + " SELECT " + (from + i) + ", (" + values.get(i) + ")::"
                    + each.type());
        }
    }

    @Override
    void change() throws SQLException {
        for (Case each : cases) {
            fill(each, MOVED);
            server.execute("UPDATE r_" + each.name() + " SET n = -n WHERE n > 0 AND n < " + MOVED,
                    "DELETE FROM r_" + each.name() + " WHERE n > " + MOVED + " AND n % 2 = 1");
            if (each.key()) {
                server.execute("UPDATE rk_" + each.name() + " SET n = n + " + MOVED + " WHERE n % 2 = 0",
                        "DELETE FROM rk_" + each.name() + " WHERE n % 2 = 1");
            }
        }
        Toast.update(server);
        server.execute("UPDATE r_moved SET id = id + 10 WHERE id < 4",
                "ALTER TABLE r_moved ADD extra integer DEFAULT 7", "UPDATE r_moved SET extra = 8 WHERE id = 5",
                "DELETE FROM r_moved WHERE id = 4", "TRUNCATE r_bigint", "INSERT INTO r_bigint VALUES (1, 1)",
                "INSERT INTO r_last VALUES ('the last row')");
    }

    @Override
    String pipeline() {
        return "debezium_cdc";
    }

    @Override
    String dataset() {
        return "debezium_data";
    }

    @Override
    String secrets() {
        return server.secrets("round_trip", "public.r_.*,public.rk_.*,public.toast_.*");
    }

    @Override
    String settings() {
        StringBuilder keys = new StringBuilder("[cdc_settings]\nsnapshot = \"engine\"\nload_max_rows ="
                + " 300\n[cdc_settings.primary_keys]\n" + "toast_merge = \"id\"\nr_moved = \"id\"\n");
        cases.stream().filter(Case::key).forEach(c -> keys.append("rk_").append(c.name()).append(" = \"v\"\n"));
        return keys.toString();
    }

    @Override
    String kept(Path loaded) throws SQLException {
        return server.rows("SELECT slot_name, confirmed_flush_lsn::text FROM pg_replication_slots").toString();
    }

    @Override
    long rows() throws SQLException {
        return Long.parseLong(server.rows("SELECT 'n', sum((xpath('/row/n/text()', query_to_xml('SELECT count(*) AS"
                + " n FROM ' || quote_ident(tablename), false, true, '')))[1]::text::bigint)::text FROM pg_tables WHERE"
                + " schemaname = 'public' AND tablename ~ '^(r_|rk_|toast_)'").get("n"));
    }

    @Override
    boolean isThorough() {
        return true;
    }

    @Override
    int tables() {
        return 100;
    }

    @Override
    String told(String table) {
        return table.equals("r_last") ? "note" : table.startsWith("r_") && !table.equals("r_moved") ? "n" : "";
    }
}
