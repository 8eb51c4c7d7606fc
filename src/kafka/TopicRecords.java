package kafka;

import base.Problem;
import event.ChangeEvent;
import event.ChangeEvent.Delete;
import event.ChangeEvent.Insert;
import event.ChangeEvent.RowChange;
import event.ChangeEvent.Truncate;
import event.Decoder;
import event.Envelope;
import event.LogPosition;
import event.Row;
import event.Shape;
import event.TableId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import mongodb.MongoDocuments;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;

/** A topic's records → change events; passes over what is none, and what has come before. */
final class TopicRecords {

    /** Of a table that came from one source, a database of a server, no rows of another are taken. */
    private static final String FROM = "from";

    private final Consumer<String> warn;
    private final Decoder decoder;
    private final MongoDocuments documents = new MongoDocuments();
    private final Function<TableId, List<String>> keys;
    private final Map<String, String> sources = new TreeMap<>();
    private final Set<String> warned = new HashSet<>();
    private final SinkConfig config;
    /** The rows that were looked at last. */
    private Schema told;
    /**
     * The old keys of rows whose second half of the change is to come, by partition: in its header the key has no
     * schema with Connect's own converter of headers.
     */
    private final Map<String, Struct> moved = new HashMap<>();

    /**
     * @param keys     the configured primary key of a table
     * @param position a checkpoint's, which {@link #remember} has added to
     */
    TopicRecords(SinkConfig config, Function<TableId, List<String>> keys, Map<?, ?> position, Consumer<String> warn) {
        this.warn = warn;
        this.config = config;
        this.decoder = new Decoder(warn, config.placeholder());
        this.keys = keys;
        if (position.get(FROM) instanceof Map<?, ?> stored) {
            stored.forEach((table, from) -> sources.put(table.toString(), from.toString()));
        }
    }

    /** Adds what a later run has to know. */
    void remember(Map<String, Object> position) {
        position.put(FROM, new TreeMap<>(sources));
    }

    /**
     * The change that a record is of; nothing for a tombstone, a heartbeat, a schema change, a transaction's boundary,
     * a logical message, or a change that the source connector had sent before.
     *
     * @param spread whether the topic has several partitions
     * @throws Problem where it cannot be loaded, with its place
     */
    Optional<ChangeEvent> change(SinkRecord record, SourceOrder order, boolean spread) {
        try {
            return read(record, order, spread);
        }
        catch (RuntimeException e) {
            String why = e instanceof Problem ? e.getMessage() : "a value of it cannot be read (" + e + ")";
            throw Problem.run("The record at offset " + record.originalKafkaOffset() + " of " + record.originalTopic()
                    + "-" + record.originalKafkaPartition() + " cannot be loaded: " + why, e);
        }
    }

    private Optional<ChangeEvent> read(SinkRecord record, SourceOrder order, boolean spread) {
        if (record.value() == null) {
            return Optional.empty();
        }
        if (record.valueSchema() == null || !(record.value() instanceof Struct value)) {
            throw Problem.run("it is without a schema: expected a value.converter that brings one, such as"
                    + " JsonConverter with schemas.enable=true, or Avro's");
        }
        if (!Envelope.isChange(record.valueSchema()) || "m".equals(value.getWithoutDefault("op"))) {
            return Optional.empty();
        }
        if (record.key() != null && !(record.key() instanceof Struct)) {
            throw Problem.run("its key is without a schema: expected the key.converter to be as the value.converter");
        }
        Struct source = (Struct) value.getWithoutDefault("source");
        Shape shape = Shape.of(String.valueOf(source.getWithoutDefault("connector")));
        if (shape == Shape.CELLS) {
            throw Problem.run("it is from Cassandra, whose cells and deleted ranges are not loaded from topics");
        }
        Optional<ChangeEvent> change = shape == Shape.DOCUMENTS ? document(sent(record, record.headers()), source)
                : Optional.of(row(record, value, source, spread));
        Struct key = record.key() instanceof Struct struct ? struct : null;
        change.ifPresent(each -> {
            requireOneSource(each.table(), source);
            tellUnordered(value, each.table(), key);
        });
        return change.filter(each -> order.isNew(value, each.table(), key)).map(each -> spread ? ofSpread(each, record,
                key) : each);
    }

    private static SourceRecord sent(SinkRecord record, Headers headers) {
        return new SourceRecord(null, null, record.topic(), record.kafkaPartition(), record.keySchema(), record.key(),
                record.valueSchema(), record.value(), record.timestamp(), headers);
    }

    private ChangeEvent row(SinkRecord record, Struct value, Struct source, boolean spread) {
        Envelope.requireWhole(value);
        tellLosses(value.schema().field("after").schema(), source);
        LogPosition position = LogPosition.of(source);
        String partition = record.originalTopic() + "-" + record.originalKafkaPartition();
        Header old = record.headers().lastWithName(Decoder.OLD_KEY_HEADER);
        if (old == null || old.value() instanceof Struct || !(record.key() instanceof Struct key)) {
            ChangeEvent change = decoder.decode(sent(record, record.headers()), position);
            if (change instanceof Delete delete && delete.moves() && record.key() instanceof Struct key) {
                moved.put(partition, key);
            }
            return change;
        }
        Struct before = moved.remove(partition);
        ConnectHeaders headers = new ConnectHeaders(record.headers());
        headers.remove(Decoder.OLD_KEY_HEADER);
        headers.add(Decoder.OLD_KEY_HEADER, before == null ? key : before, key.schema());
        Insert change = (Insert) decoder.decode(sent(record, headers), position);
        if (before == null && !spread && change.row().hasUnchanged()) {
            throw Problem.run("a row has got another key, some of its values are only in the row of the old one, and"
                    + " the header " + Decoder.OLD_KEY_HEADER + " has lost its schema: set header.converter to"
                    + " org.apache.kafka.connect.json.JsonConverter, at the source connector and here");
        }
        return before == null && !spread ? alone(change) : change;
    }

    private void tellLosses(Schema rows, Struct source) {
        if (rows != told && warned.add("values of " + source.getWithoutDefault("table"))) {
            told = rows;
            Losses.of(rows, source, config.keepsNulls()).forEach(warn);
        }
    }

    private Optional<ChangeEvent> document(SourceRecord sent, Struct source) {
        Envelope.requireCollection((Struct) sent.value());
        return documents.decode(sent, Decoder.origin(LogPosition.of(source), source));
    }

    /** The source that a table is of, of which a change has come. */
    String source(TableId table) {
        return sources.get(table.toString());
    }

    private void requireOneSource(TableId table, Struct source) {
        boolean named = source.schema().field("schema") != null && source.schema().field("db") != null;
        String from = source.getWithoutDefault("name") + (named ? "." + source.getWithoutDefault("db") : "");
        String before = sources.putIfAbsent(table.toString(), from);
        if (before != null && !before.equals(from)) {
            throw Problem.run("table " + table + " is one of " + from + " here and of " + before + " before: give the"
                    + " topics of each a connector of their own, with another cdc_settings.pipeline_name and "
                    + SinkConfig.PROJECT);
        }
    }

    private void tellUnordered(Struct value, TableId table, Struct key) {
        String connector = ((Struct) value.getWithoutDefault("source")).getString("connector");
        if (!SourceOrder.isKnown(value) && warned.add(connector)) {
            warn.accept("The places of changes from " + connector + " have no order that tells what its connector has"
                    + " sent twice after a crash: tables that are appended to get these changes twice, unless Connect"
                    + " runs that connector with exactly.once.source.support");
        }
        else if (SourceOrder.isKnown(value) && SourceOrder.isCounted(value, key) && warned.add(table.toString())) {
            warn.accept("Table " + table + " has no key at the source: what its connector sends twice after a crash is"
                    + " told only where the events have numbers. Set provide.transaction.metadata = true at the source"
                    + " connector, or run it with exactly.once.source.support");
        }
    }

    /** A change in one of several partitions, whose order among each other is not known. */
    private ChangeEvent ofSpread(ChangeEvent change, SinkRecord record, Struct key) {
        List<String> merged = keys.apply(change.table());
        String misplaced = key == null ? "has records without a key" : misplaced(record);
        if (merged.isEmpty()) {
            boolean known = key == null || KeyPlaces.of(config.client()) != null;
            if (known && !misplaced.isEmpty() && warned.add("places of " + change.table())) {
                warn.accept("Table " + change.table() + ", whose topic has several partitions, " + misplaced + ": what"
                        + " its connector sends twice after a crash may come to another partition, and then is there"
                        + " twice, unless Connect runs that connector with exactly.once.source.support");
            }
            return alone(change);
        }
        if (change instanceof Truncate) {
            throw Problem.run("it is a TRUNCATE of " + change.table() + ", and which changes of the topic's other"
                    + " partitions come before it is not known: give the topic one partition, or leave its TRUNCATE out"
                    + " (skipped.operations of the source connector)");
        }
        List<String> columns = key == null ? List.of() : key.schema().fields().stream().map(Field::name).toList();
        if (columns.isEmpty() || !merged.containsAll(columns)) {
            throw Problem.run("table " + change.table() + " is merged by " + String.join(", ", merged) + ", but its"
                    + " records are spread over several partitions by " + (columns.isEmpty() ? "no key"
                            : String.join(", ", columns)) + ", so the changes of a row may come in another order: set"
                    + " the source connector's message.key.columns to columns of the primary key, or give the topic one"
                    + " partition");
        }
        if (!misplaced.isEmpty()) {
            throw Problem.run("table " + change.table() + ", whose topic has several partitions, " + misplaced
                    + ", so the changes of a row may come in another order. Give the topic one partition; or, where"
                    + " another partitioner keeps all records of a key in one partition, too, set "
                    + SinkConfig.KEY_PARTITIONS + "=trusted");
        }
        if (change instanceof Insert insert && !insert.movedFrom().isEmpty() && insert.row().hasUnchanged()) {
            throw Problem.run("a row of " + change.table() + " has got another key, which is in another partition, and"
                    + " some of its values are only in the row of the old key: give the topic one partition, or the"
                    + " table REPLICA IDENTITY FULL");
        }
        return alone(change);
    }

    /** Why it is not sure that the changes of this record's key are all in its partition; empty where it is. */
    private String misplaced(SinkRecord record) {
        KeyPlaces places = KeyPlaces.of(config.client());
        return config.trustsKeys() ? "" : places == null ? "has records of which is not known whether they are where"
                + " Kafka's partitioner puts their keys: set consumer.override.interceptor.classes="
                + KeyPlaces.class.getName()
                : !places.isDoubtful(new TopicPartition(record.originalTopic(), record.originalKafkaPartition()),
                        record.originalKafkaOffset()) ? ""
                : "has records elsewhere than where Kafka's partitioner puts their keys, as when partitions are added"
                        + " or another partitioner is set";
    }

    /** The halves of a change of the key are in two partitions: each is loaded by itself. */
    private static ChangeEvent alone(ChangeEvent change) {
        return change instanceof Delete delete ? new Delete(delete.table(), delete.key(), delete.row(), delete.origin())
                : change instanceof Insert insert ? new Insert(insert.table(), insert.key(), insert.row(), Row.UNKNOWN,
                        insert.origin()) : change;
    }

    /** The columns of a change's row; empty for a truncate. */
    static List<String> columns(ChangeEvent change) {
        return change instanceof RowChange row ? row.row().schema().columns().stream().map(Row.Column::name).toList()
                : List.of();
    }
}
