package destination;

import dlt.DltColumn;
import dlt.Table;
import dlt.WriteDisposition;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables of the dataset as DuckDB has them now: the truth that a load is planned against. */
final class Catalog {

    private Catalog() {
    }

    static Map<String, Table> read(Destination destination, String dataset) throws SQLException {
        Map<String, List<DltColumn>> columns = new LinkedHashMap<>();
        for (List<Object> row : destination.query("""
                SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns()
                WHERE database_name = ? AND schema_name = ? ORDER BY table_name, column_index""",
                destination.catalog(), dataset)) {
            String name = (String) row.get(1);
            String type = ((String) row.get(2)).replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ")
                    .replace("TIME WITH TIME ZONE", "TIMETZ");
            columns.computeIfAbsent((String) row.get(0), t -> new ArrayList<>())
                    .add(new DltColumn(name, type, (Boolean) row.get(3), false, name.contains("__v_")));
        }
        Map<String, Table> tables = new LinkedHashMap<>();
        columns.forEach((name, list) -> tables.put(name, new Table(name, WriteDisposition.APPEND, list)));
        return tables;
    }
}
