package cassandra;

import base.Problem;
import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.metadata.schema.ColumnMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import com.datastax.oss.driver.api.core.type.CustomType;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.datastax.oss.driver.api.core.type.ListType;
import com.datastax.oss.driver.api.core.type.MapType;
import com.datastax.oss.driver.api.core.type.SetType;
import com.datastax.oss.driver.api.core.type.UserDefinedType;
import event.ColumnType;
import event.Row;
import event.TableId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A captured table: its columns, and how its rows are asked for. Immutable: an altered table is another one. */
final class CassandraTable {

    /** Moment at which the first of a row's cells expires (TTL), as Cassandra tells of no expiry when it comes. */
    static final String EXPIRES = "ttl_expires_at";

    private final TableMetadata metadata;
    private final TableId id;
    private final List<ColumnMetadata> columns;
    private final List<ColumnMetadata> expiring;
    private final List<String> key;
    private final Row.Schema schema;
    private final Row.Schema keySchema;

    CassandraTable(TableMetadata metadata) {
        this.metadata = metadata;
        this.id = id(metadata);
        this.columns = List.copyOf(metadata.getColumns().values());
        this.key = metadata.getPrimaryKey().stream().map(column -> column.getName().asInternal()).toList();
        this.expiring = columns.stream().filter(column -> !key.contains(column.getName().asInternal())
                && hasOneCell(column.getType())).toList();
        columns.stream().filter(column -> column.getType() instanceof CustomType).findFirst().ifPresent(column -> {
            throw Problem.config("Column " + column.getName().asInternal() + " of table " + id + " has the type "
                    + column.getType() + ", which the driver of this loader cannot read: do not capture the table");
        });
        List<Row.Column> rows = new ArrayList<>();
        columns.forEach(column -> rows.add(new Row.Column(column.getName().asInternal(),
                CassandraValues.type(column.getType()))));
        if (metadata.getColumn(CqlIdentifier.fromInternal(EXPIRES)).isPresent()) {
            throw Problem.config("Table " + id + " has a column " + EXPIRES + ", the name of the column that says when"
                    + " a row expires: rename it, or do not capture the table");
        }
        rows.add(new Row.Column(EXPIRES, new ColumnType("TIMESTAMPTZ", v -> v)));
        this.schema = new Row.Schema(rows);
        this.keySchema = new Row.Schema(rows.stream().filter(column -> key.contains(column.name())).toList());
    }

    static TableId id(TableMetadata metadata) {
        return new TableId(metadata.getKeyspace().asInternal(), metadata.getName().asInternal());
    }

    /** Only a value in one cell has a single TTL. Counters have none. */
    private static boolean hasOneCell(DataType type) {
        boolean frozen = type instanceof ListType list ? list.isFrozen() : type instanceof SetType set ? set.isFrozen()
                : type instanceof MapType map ? map.isFrozen()
                : !(type instanceof UserDefinedType udt) || udt.isFrozen();
        return frozen && !type.equals(DataTypes.COUNTER);
    }

    TableId id() {
        return id;
    }

    Row.Schema schema() {
        return schema;
    }

    List<String> key() {
        return key;
    }

    List<String> columnNames() {
        return columns.stream().map(column -> column.getName().asInternal()).toList();
    }

    boolean isClustered() {
        return !metadata.getClusteringColumns().isEmpty();
    }

    boolean is(TableMetadata other) {
        return metadata.equals(other);
    }

    /** @param whole whether by the whole key, else by the partition key */
    PreparedStatement byKey(CqlSession session, boolean whole) {
        List<ColumnMetadata> by = whole ? metadata.getPrimaryKey() : metadata.getPartitionKey();
        return session.prepare(select() + by.stream().map(column -> column.getName().asCql(true) + " = ?")
                .collect(Collectors.joining(" AND ", " WHERE ", "")));
    }

    /** All rows. */
    String select() {
        return "SELECT " + columns.stream().map(column -> column.getName().asCql(true))
                .collect(Collectors.joining(", ")) + expiring.stream().map(column -> ", TTL("
                        + column.getName().asCql(true) + ")").collect(Collectors.joining()) + " FROM "
                + metadata.getKeyspace().asCql(true) + "." + metadata.getName().asCql(true);
    }

    /** A row as the node gives it; null for one of static columns alone, which has no key. */
    Row row(com.datastax.oss.driver.api.core.cql.Row read) {
        Object[] values = new Object[columns.size() + 1];
        for (int i = 0; i < columns.size(); i++) {
            Object value = read.isNull(i) ? null : read.getObject(i);     // else an empty collection
            if (value == null && key.contains(columns.get(i).getName().asInternal())) {
                return null;
            }
            values[i] = value == null ? null : schema.columns().get(i).type().decode().apply(value);
        }
        Integer ttl = null;
        for (int i = columns.size(); i < columns.size() + expiring.size(); i++) {
            Integer seconds = read.isNull(i) ? null : (Integer) read.getInt(i);
            ttl = seconds == null || ttl != null && ttl <= seconds ? ttl : seconds;
        }
        values[columns.size()] = ttl == null ? null : (Instant.now().getEpochSecond() + ttl) * 1_000_000L;
        return new Row(schema, values);
    }

    /** The key's values of a row that is gone, the others NULL. */
    Row gone(TouchedRow touched, CqlSession session) {
        Object[] values = new Object[columns.size() + 1];
        List<java.nio.ByteBuffer> bytes = new ArrayList<>(touched.partition());
        bytes.addAll(touched.clustering());
        for (int i = 0; i < key.size(); i++) {
            int place = schema.indexOf(key.get(i));
            Object value = session.getContext().getCodecRegistry().codecFor(columns.get(place).getType())
                    .decode(bytes.get(i), session.getContext().getProtocolVersion());
            values[place] = schema.columns().get(place).type().decode().apply(value);
        }
        return new Row(schema, values);
    }

    Row keyOf(Row row) {
        return new Row(keySchema, keySchema.columns().stream().map(column -> row.get(column.name())).toArray());
    }
}
