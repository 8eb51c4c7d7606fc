package cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import destination.ReadOnly;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.Array;
import java.sql.Blob;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.duckdb.DuckDBStruct;

/** The rows of a query as a table, JSON (a list of objects) or CSV (RFC 4180). */
final class QueryRows {

    private static final int SAMPLE = 1_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A row a line. */
    private static final class LinePerRow extends MinimalPrettyPrinter {
        private static final long serialVersionUID = 1L;
        private int depth;

        @Override
        public void writeStartArray(JsonGenerator json) throws IOException {
            super.writeStartArray(json);
            depth++;
        }

        @Override
        public void beforeArrayValues(JsonGenerator json) throws IOException {
            json.writeRaw(depth == 1 ? "\n  " : "");
        }

        @Override
        public void writeArrayValueSeparator(JsonGenerator json) throws IOException {
            json.writeRaw(depth == 1 ? ",\n  " : ",");
        }

        @Override
        public void writeEndArray(JsonGenerator json, int values) throws IOException {
            depth--;
            json.writeRaw(depth == 0 && values > 0 ? "\n]" : "]");
        }
    }

    private QueryRows() {
    }

    /** Runs a query, and prints its rows. */
    static void print(ReadOnly file, String sql, Format format, PrintWriter out, Object... parameters)
            throws SQLException, IOException {
        try (PreparedStatement statement = file.prepared(sql, parameters); ResultSet rows = statement.executeQuery()) {
            print(rows, format, out);
        }
    }

    static void print(ResultSet rows, Format format, PrintWriter out) throws SQLException, IOException {
        switch (format) {
            case TABLE -> table(rows, out);
            case JSON -> json(rows, out);
            case CSV -> csv(rows, out);
        }
        out.flush();
    }

    private static List<String> names(ResultSet rows) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            names.add(columns.getColumnLabel(i));
        }
        return names;
    }

    /** NULL is empty in CSV and the word in a table. */
    private static List<String> texts(ResultSet rows, int columns, String none) throws SQLException {
        List<String> texts = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
            Object value = rows.getObject(i);
            texts.add(value == null ? none : value instanceof Blob blob ? blob(blob) : rows.getString(i));
        }
        return texts;
    }

    /** The first rows set the width of the columns. */
    private static void table(ResultSet rows, PrintWriter out) throws SQLException {
        List<String> names = names(rows);
        List<List<String>> sample = new ArrayList<>(List.of(names));
        while (sample.size() <= SAMPLE && rows.next()) {
            sample.add(texts(rows, names.size(), "NULL").stream().map(QueryRows::oneLine).toList());
        }
        int[] widths = new int[names.size()];
        for (List<String> row : sample) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        sample.forEach(row -> out.println(line(row, widths)));
        long count = sample.size() - 1;
        while (sample.size() > SAMPLE && rows.next()) {
            out.println(line(texts(rows, names.size(), "NULL").stream().map(QueryRows::oneLine).toList(), widths));
            count++;
        }
        out.println("(" + count + (count == 1 ? " row)" : " rows)"));
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(i == 0 ? "" : "  ").append(row.get(i));
            line.append(" ".repeat(i == widths.length - 1 ? 0 : Math.max(0, widths[i] - row.get(i).length())));
        }
        return line.toString();
    }

    /** What is in the data shall not steer a terminal. */
    private static String oneLine(String text) {
        return text.replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t").replaceAll("\\p{Cntrl}", "?");
    }

    private static void csv(ResultSet rows, PrintWriter out) throws SQLException {
        List<String> names = names(rows);
        csv(names, out);
        while (rows.next()) {
            csv(texts(rows, names.size(), ""), out);
        }
    }

    private static void csv(List<String> row, PrintWriter out) {
        out.print(row.stream().map(each -> each.matches("(?s).*[\",\r\n].*") ? '"' + each.replace("\"", "\"\"") + '"'
                : each).collect(Collectors.joining(",", "", "\r\n")));
    }

    private static void json(ResultSet rows, PrintWriter out) throws SQLException, IOException {
        List<String> names = names(rows);
        JsonGenerator json = JSON.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN.mappedFeature());
        json.setPrettyPrinter(new LinePerRow());
        json.writeStartArray();
        while (rows.next()) {
            json.writeStartObject();
            for (int i = 0; i < names.size(); i++) {
                json.writeFieldName(names.get(i));
                Object value = rows.getObject(i + 1);
                write(value instanceof Number || value instanceof Boolean || value instanceof Array
                        || value instanceof Blob || value instanceof DuckDBStruct ? value : value == null ? null
                        : rows.getString(i + 1), json);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.flush();
        out.println();
    }

    /** Numbers that JSON has not are texts. */
    private static void write(Object value, JsonGenerator json) throws SQLException, IOException {
        if (value instanceof Array array) {
            json.writeStartArray();
            for (Object each : (Object[]) array.getArray()) {
                write(each, json);
            }
            json.writeEndArray();
        }
        else if (value instanceof DuckDBStruct struct) {
            json.writeStartObject();
            for (Map.Entry<String, Object> each : struct.getMap().entrySet()) {
                json.writeFieldName(each.getKey());
                write(each.getValue(), json);
            }
            json.writeEndObject();
        }
        else if (value instanceof Blob blob) {
            json.writeString(blob(blob));
        }
        else {
            JSON.writeValue(json, value == null || value instanceof Number || value instanceof Boolean ? value
                    : value.toString());
        }
    }

    /** As DuckDB shows bytes. */
    private static String blob(Blob blob) throws SQLException {
        StringBuilder text = new StringBuilder();
        for (byte each : blob.getBytes(1, (int) blob.length())) {
            boolean plain = each >= ' ' && each < 127 && each != '\\' && each != '"' && each != '\'';
            text.append(plain ? String.valueOf((char) each) : String.format("\\x%02X", each));
        }
        return text.toString();
    }
}
