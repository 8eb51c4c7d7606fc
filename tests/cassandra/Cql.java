import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.Row;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs CQL, one statement a line of standard input, and prints what comes back, a line a row: {@code java Cql
 * driver.conf}. A line {@code FILL keyspace.table FROM TO} inserts rows of {@code id, n, t}, {@code START FILL …} does
 * so meanwhile, {@code JOIN} waits for these, and {@code ECHO …} is printed.
 */
class Cql {

    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        List<Thread> started = new ArrayList<>();
        try (CqlSession session = CqlSession.builder().withConfigLoader(DriverConfigLoader.fromFile(new File(args[0])))
                .build()) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("START ")) {
                    String command = line.substring("START ".length());
                    Thread thread = new Thread(() -> run(session, command));
                    thread.setDaemon(true);
                    thread.start();
                    started.add(thread);
                }
                else if (line.equals("JOIN")) {
                    for (Thread each : started) {
                        each.join();
                    }
                }
                else {
                    run(session, line);
                }
            }
        }
    }

    /** What fails is told, and the next line goes on. */
    private static void run(CqlSession session, String line) {
        try {
            if (line.startsWith("FILL ")) {
                String[] words = line.split(" ");
                for (int i = Integer.parseInt(words[2]); i < Integer.parseInt(words[3]); i++) {
                    session.execute("INSERT INTO " + words[1] + " (id, n, t) VALUES (" + i + ", " + i + ", 'row " + i
                            + "')");
                }
            }
            else if (line.startsWith("ECHO ")) {
                OUT.println(line);
            }
            else if (!line.isBlank()) {
                for (Row row : session.execute(line)) {
                    StringBuilder text = new StringBuilder();
                    for (int i = 0; i < row.size(); i++) {
                        text.append(i == 0 ? "" : "|").append(row.getObject(i));
                    }
                    OUT.println(text);
                }
            }
        }
        catch (RuntimeException e) {
            System.err.println(line + ": " + e);
        }
    }
}
