import java.io.OutputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.Locale;
import org.postgresql.PGConnection;

/**
 * {@code CopyOut URL USER PASSWORD TABLE}: a yardstick for snapshots, PostgreSQL's binary COPY thrown away as it comes.
 * Prints lines of JSON as {@link EngineRun} does: one when it begins to read, one at the end.
 */
public class CopyOut {

    public static void main(String... args) throws Exception {
        try (Connection connection = DriverManager.getConnection(args[0], args[1], args[2])) {
            tell(0);
            tell(connection.unwrap(PGConnection.class).getCopyAPI()
                    .copyOut("COPY " + args[3] + " TO STDOUT (FORMAT binary)", OutputStream.nullOutputStream()));
        }
    }

    private static void tell(long rows) {
        Instant now = Instant.now();
        System.out.printf(Locale.ROOT, "{\"at\": %d.%06d, \"changes\": %d}%n", now.getEpochSecond(),
                now.getNano() / 1000, rows);
    }
}
