import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;

/** What a pipeline has loaded, read from its DuckDB file or DuckLake. */
final class Destination implements AutoCloseable {

    /** A row of an APPEND table. */
    record Logged(long seq, String position, Replay.Change change) {
    }

    /** A row of a MERGE table. */
    record Merged(boolean deleted, List<String> row) {
    }

    private final String dataset;
    private final Connection connection;

    Destination(Pipeline pipeline, String dataset) throws SQLException {
        this.dataset = dataset;
        if (LakePlace.isLake()) {
            connection = LakePlace.open(pipeline.project(), pipeline.name());
            return;
        }
        Properties readOnly = new Properties();
        readOnly.setProperty("duckdb.read_only", "true");
        connection = DriverManager.getConnection("jdbc:duckdb:" + pipeline.file(), readOnly);
    }

    /** Every change of every appended table, in the order of {@code __seq}. */
    List<Logged> log(List<Table> tables) throws SQLException {
        List<Logged> log = new ArrayList<>();
        for (Table table : tables) {
            for (List<String> row : query("SELECT __seq, __position, __op, " + selected(table))) {
                log.add(new Logged(Long.parseLong(row.get(0)), row.get(1),
                        new Replay.Change(table.name(), row.get(2), row.subList(3, row.size()))));
            }
        }
        log.sort(Comparator.comparingLong(Logged::seq));
        return log;
    }

    /** @param hard whether a delete removes the row, so that there is no column for it */
    List<Merged> merged(Table table, boolean hard) throws SQLException {
        return query("SELECT " + (hard ? "false, " : "deleted, ") + selected(table)).stream()
                .map(row -> new Merged(row.get(0).equals("true"), row.subList(1, row.size()))).toList();
    }

    /** How many {@code _dlt_id} of these tables are there more than once. */
    long doubleIds(List<Table> tables) throws SQLException {
        long doubled = 0;
        for (Table table : tables) {
            doubled += Long.parseLong(query("SELECT count(*) - count(DISTINCT _dlt_id) FROM " + dataset + "."
                    + table.name())
                    .get(0).get(0));
        }
        return doubled;
    }

    private String selected(Table table) throws SQLException {
        List<String> present = query("SELECT column_name FROM duckdb_columns() WHERE schema_name = '" + dataset
                + "' AND table_name = '" + table.name() + "'").stream().map(row -> row.get(0)).toList();
        return table.asText("VARCHAR", present) + " FROM " + dataset + "." + table.name();
    }

    private List<List<String>> query(String sql) throws SQLException {
        return Sql.query(connection, sql);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
