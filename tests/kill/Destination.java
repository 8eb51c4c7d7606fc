import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;

/** What a pipeline has loaded, read from its DuckDB file. */
final class Destination implements AutoCloseable {

    /** A row of an APPEND table. */
    record Logged(long seq, String position, Truth.Change change) {
    }

    /** A row of a MERGE table. */
    record Merged(boolean deleted, List<String> row) {
    }

    private static final String DATASET = "debezium_data.";
    private final Connection connection;

    Destination(Path file) throws SQLException {
        Properties readOnly = new Properties();
        readOnly.setProperty("duckdb.read_only", "true");
        connection = DriverManager.getConnection("jdbc:duckdb:" + file, readOnly);
    }

    /** Every change of every appended table, in the order of {@code __seq}. */
    List<Logged> log(List<SourceTables.Table> tables) throws SQLException {
        List<Logged> log = new ArrayList<>();
        for (SourceTables.Table table : tables) {
            for (List<String> row : query("SELECT __seq, __position, __op, " + table.asText("VARCHAR") + " FROM "
                    + DATASET + table.name())) {
                log.add(new Logged(Long.parseLong(row.get(0)), row.get(1),
                        new Truth.Change(table.name(), row.get(2), row.subList(3, row.size()))));
            }
        }
        log.sort(Comparator.comparingLong(Logged::seq));
        return log;
    }

    List<Merged> merged(SourceTables.Table table) throws SQLException {
        return query("SELECT deleted, " + table.asText("VARCHAR") + " FROM " + DATASET + table.name()).stream()
                .map(row -> new Merged(row.get(0).equals("true"), row.subList(1, row.size()))).toList();
    }

    /** How many {@code _dlt_id} of these tables are there more than once. */
    long doubleIds(List<SourceTables.Table> tables) throws SQLException {
        long doubled = 0;
        for (SourceTables.Table table : tables) {
            doubled += Long.parseLong(query("SELECT count(*) - count(DISTINCT _dlt_id) FROM " + DATASET + table.name())
                    .get(0).get(0));
        }
        return doubled;
    }

    private List<List<String>> query(String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            return SourceTables.rows(result);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
