import base.Problem;
import capture.Until;
import cli.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import watch.Watch;

/** Where the source is: names of databases and users with any letter, addresses; by a snapshot and by a stream each. */
final class PlacesTest {

    private static final String SECTION = "SOURCES__DEBEZIUM__POSTGRES__";
    private static final int PORT = Integer.parseInt(System.getenv().getOrDefault("POSTGRES_PORT", "5432"));

    private final Path folder;
    private final Promises promises;
    private int number;

    PlacesTest(Path folder, Promises promises) {
        this.folder = folder;
        this.promises = promises;
    }

    void run() throws Exception {
        long start = System.currentTimeMillis();
        for (String database : List.of("a?b", "a+b", "a/b", "a%20b", "a%zz", "a b", "a&b=c", "a#b", "a\"b", "a'b",
                "a\\b$1", "a:b;c", "данные", "水💧")) {
            loads("place: database " + database, database, Map.of());
        }
        loads("place: database ?ssl=true, through Debezium's snapshot", "?ssl=true", Map.of("CDC_SETTINGS__SNAPSHOT",
                "engine"));
        String user = "u?&=%+/ \"ü";
        String password = "p?&=%+/#\"' \\ü";
        if (promises.wants("place: a user")) {
            Project.sql("DROP ROLE IF EXISTS " + quoted(user), "CREATE ROLE " + quoted(user)
                    + " SUPERUSER LOGIN PASSWORD '" + password.replace("'", "''") + "'");
            loads("place: a user and a password with odd letters", "plain_db", Map.of(SECTION + "USER", user, SECTION
                    + "PASSWORD",
                    password));
            Project.sql("DROP ROLE " + quoted(user), "DROP ROLE IF EXISTS \"o'user\"",
                    "CREATE ROLE \"o'user\" SUPERUSER LOGIN PASSWORD 'mypassword'");
            refused("place: a user with a quote", Map.of(SECTION + "USER", "o'user"), "o'user");
            Project.sql("DROP ROLE \"o'user\"");
        }
        addresses();
        withoutEncoding();
        refused("place: a host that Debezium refuses", Map.of(SECTION + "HOST", "local host"), "HOST|local host");
        refused("place: a host with its port", Map.of(SECTION + "HOST", "localhost:5433"), "HOST|localhost:5433");
        refused("place: a setting that the engine refuses", Map.of("SOURCES__DEBEZIUM__RECORD_PROCESSING_THREADS",
                "many"), "Debezium refuses|many");
        refused("place: a transform that is not there", Map.of("SOURCES__DEBEZIUM__TRANSFORMS", "x",
                "SOURCES__DEBEZIUM__TRANSFORMS_X_TYPE", "no.Such"), "no.Such");
        System.out.printf("# places: %.1f s%n", (System.currentTimeMillis() - start) / 1000.0);
    }

    /** A database without an encoding may hold bytes that are no UTF-8, which the server then refuses to send. */
    private void withoutEncoding() throws Exception {
        for (String way : List.of("direct", "engine")) {
            unreadable("place: bytes that are no text, by snapshot: " + way, way,
                    "INSERT INTO t VALUES (2, 'x', E'caf\\xe9')", "");
        }
        unreadable("place: bytes that are no text, by stream", "direct", "",
                "INSERT INTO t VALUES (2, 'x', E'caf\\xe9')");
    }

    /** The sentence names table, column and row, and what it says helps. */
    private void unreadable(String name, String way, String before, String after) throws Exception {
        if (!promises.wants(name)) {
            return;
        }
        Project project = new Project(folder, "place_" + number++, "public\\.t", "");
        Map<String, String> env = new HashMap<>(Map.of(SECTION + "DATABASE", "no_encoding",
                "CDC_SETTINGS__SNAPSHOT", way));
        Project.sql("DROP DATABASE IF EXISTS no_encoding", "CREATE DATABASE no_encoding TEMPLATE template0 ENCODING"
                + " 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'");
        String wrong = "";
        try {
            in("no_encoding", "CREATE TABLE t (id int PRIMARY KEY, v text, note varchar(9)); INSERT INTO t VALUES (1,"
                    + " 'ü', 'ok'); " + before);
            if (!after.isEmpty()) {
                wrong = said(project, env);
                in("no_encoding", after);
            }
            String said = said(project, env);
            for (String part : List.of("1: ", "public.t", "Column note", "0xe9", "column_exclude_list",
                    "ALTER PUBLICATION")) {
                wrong += said.contains(part) ? "" : " no " + part + " in: " + said;
            }
            wrong += leftOut(project, env, said);
        }
        catch (Exception e) {
            e.printStackTrace();
            wrong = e.toString();
        }
        finally {
            forget(project, "no_encoding");
        }
        promises.verdict(name, wrong);
    }

    /** Does what the sentence says. */
    private String leftOut(Project project, Map<String, String> env, String said) throws Exception {
        Matcher list = Pattern.compile("column_exclude_list = '([^']*)'").matcher(said);
        Matcher commands = Pattern.compile("(ALTER [^;]*;) (ALTER PUBLICATION [^;]*;)").matcher(said);
        if (!list.find() || !commands.find()) {
            return " no commands in: " + said;
        }
        in("no_encoding", commands.group(1) + commands.group(2));
        in("no_encoding", "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '"
                + project.name() + "'");
        Files.deleteIfExists(project.folder().resolve(".dlt/pipelines/schema_test/schema_test.duckdb"));
        env.put("SOURCES__DEBEZIUM__COLUMN_EXCLUDE_LIST", list.group(1));
        String wrong = said(project, env);
        in("no_encoding", "INSERT INTO t VALUES (3, 'y', E'\\xe8'); UPDATE t SET v = 'z' WHERE id = 2");
        wrong += said(project, env);
        String rows = wrong.isEmpty() ? project.query("SELECT id, v FROM t WHERE __op <> 'snapshot' ORDER BY __seq")
                : "";
        return wrong + (rows.equals("3,y / 2,z") ? "" : " there is " + rows);
    }

    /** The server as if it listened at ::1. */
    private void addresses() throws Exception {
        for (String host : List.of("::1", "0:0:0:0:0:0:0:1")) {
            try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName(host))) {
                Thread thread = new Thread(() -> relay(listener));
                thread.setDaemon(true);
                thread.start();
                loads("place: host " + host, "plain_db", Map.of(SECTION + "HOST", host, SECTION + "PORT",
                        String.valueOf(listener.getLocalPort())));
            }
        }
    }

    private static void relay(ServerSocket listener) {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getByName("127.0.0.1"), PORT);
                pipe(client, server);
                pipe(server, client);
            }
        }
        catch (IOException over) {
            // the test has ended
        }
    }

    private static void pipe(Socket from, Socket to) {
        Thread thread = new Thread(() -> {
            try (from; to) {
                from.getInputStream().transferTo(to.getOutputStream());
            }
            catch (IOException over) {
                // one side has gone
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private void loads(String name, String database, Map<String, String> environment) throws Exception {
        if (!promises.wants(name)) {
            return;
        }
        Project project = new Project(folder, "place_" + number++, "public\\.t", "");
        Map<String, String> env = new HashMap<>(environment);
        env.put(SECTION + "DATABASE", database);
        String wrong;
        Project.sql("DROP DATABASE IF EXISTS " + quoted(database), "CREATE DATABASE " + quoted(database)
                + " TEMPLATE template0 ENCODING 'UTF8'");
        try {
            in(database, "CREATE TABLE t (id int PRIMARY KEY, v text); INSERT INTO t VALUES (1, 'x')");
            String first = said(project, env);
            in(database, "INSERT INTO t VALUES (2, 'y'); UPDATE t SET v = 'xx' WHERE id = 1");
            wrong = first + said(project, env);
            String rows = wrong.isEmpty() ? project.query("SELECT id, v FROM t ORDER BY __seq") : "";
            wrong += rows.equals("1,x / 2,y / 1,xx") ? "" : " there is " + rows;
        }
        catch (Exception e) {
            e.printStackTrace();
            wrong = e.toString();
        }
        finally {
            forget(project, database);
        }
        promises.verdict(name, wrong);
    }

    private static void forget(Project project, String database) throws Exception {
        Project.sql("SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots WHERE active AND"
                + " slot_name = '" + project.name() + "'");
        in(database, "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '"
                + project.name() + "'");
        Project.sql("DROP DATABASE " + quoted(database) + " WITH (FORCE)");
    }

    /** Refused before anything is made, with these parts in the sentence. */
    private void refused(String name, Map<String, String> environment, String parts) throws Exception {
        if (!promises.wants(name)) {
            return;
        }
        Project project = new Project(folder, "place_" + number++, "pl\\.t", "");
        Project.sql("DROP SCHEMA IF EXISTS pl CASCADE", "CREATE SCHEMA pl", "CREATE TABLE pl.t (id int PRIMARY KEY)");
        String said = said(project, environment);
        String wrong = said.startsWith("2: ") ? "" : "said: " + said;
        for (String part : parts.split("\\|")) {
            wrong += said.contains(part) ? "" : " no " + part + " in: " + said;
        }
        String made = Project.one("SELECT concat_ws(',', (SELECT count(*) FROM pg_replication_slots WHERE slot_name = '"
                + project.name() + "'), (SELECT count(*) FROM pg_publication WHERE pubname = '" + project.name()
                + "'))");
        project.drop();
        Project.sql("DROP SCHEMA pl CASCADE");
        promises.verdict(name, wrong + (made.equals("0,0") ? "" : " made: " + made));
    }

    private static void in(String database, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:postgresql://localhost:" + PORT + "/"
                + URLEncoder.encode(database, StandardCharsets.UTF_8), "myuser", "mypassword");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String said(Project project, Map<String, String> environment) {
        try {
            project.run(new Session(Until.CURRENT, false, new Watch() {
                @Override
                public void waiting(String sentence, long ms) {
                    throw new IllegalStateException("waits: " + sentence);
                }
            }), environment);
            return "";
        }
        catch (Problem problem) {
            return problem.exitCode() + ": " + problem.getMessage();
        }
    }
}
