///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS io.debezium:debezium-embedded:3.6.1.Final
//DEPS io.debezium:debezium-connector-mongodb:3.6.1.Final
//DEPS org.slf4j:slf4j-simple:1.7.36
//SOURCES Lines.java

package io.debezium.connector.mongodb;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import io.debezium.config.CommonConnectorConfig;
import io.debezium.config.Configuration;
import io.debezium.connector.mongodb.recordemitter.MongoDbChangeRecordEmitter;
import io.debezium.connector.mongodb.recordemitter.MongoDbSnapshotRecordEmitter;
import io.debezium.util.Clock;
import kindevents.Lines;
import org.bson.BsonDocument;
import org.bson.BsonDocumentReader;
import org.bson.codecs.DecoderContext;

/**
 * Events of MongoDB without a server: documents of the snapshot and of a change stream, which the driver's codec
 * decodes, through the connector's schema, offset and emitters. Prints a line each:
 * {@code MongodbEvents.java PROPERTIES}, the connector's settings.
 */
public class MongodbEvents {

    private static final CollectionId DOCS = new CollectionId("inventory", "docs");
    private static final String OBJECT_ID = "{$oid: '65f0a1b2c3d4e5f601020304'}";
    /** Every type that a field may be of. */
    private static final String ALL = "{_id: " + OBJECT_ID + ", s: 'žluť\uD83D\uDE00', i32: -1,"
            + " i64: {$numberLong: '9223372036854775807'}, d: 1.5, nan: {$numberDouble: 'NaN'},"
            + " inf: {$numberDouble: '-Infinity'}, dec: {$numberDecimal: '12345.678'},"
            + " decnan: {$numberDecimal: 'NaN'}, b: true, nul: null, date: {$date: '2024-05-01T10:00:00.123Z'},"
            + " olddate: {$date: {$numberLong: '-62135596800000'}}, ts: {$timestamp: {t: 1714557600, i: 7}},"
            + " bin: {$binary: {base64: 'AP8=', subType: '00'}},"
            + " uuid: {$binary: {base64: 'qrvM3e7/RAiZAAECAwQFBg==', subType: '04'}},"
            + " re: {$regularExpression: {pattern: '^a', options: 'i'}}, js: {$code: 'f()'},"
            + " arr: [1, 'x', {y: " + OBJECT_ID + "}], sub: {a: {b: 1}, 'x y': 2}, minkey: {$minKey: 1},"
            + " sym: {$symbol: 'q'}, 'dotted.name': 1}";

    private final MongoDbConnectorConfig config;
    private final MongoDbOffsetContext offset;
    private final MongoDbSchema schema;
    private final MongoDbPartition partition = new MongoDbPartition("mg");
    private final Lines<MongoDbPartition> lines = new Lines<>(System.out);
    private int ordinal;

    MongodbEvents(Configuration configuration) {
        config = new MongoDbConnectorConfig(configuration);
        schema = new MongoDbSchema(config, new MongoDbTaskContext(configuration), config.getTopicNamingStrategy(
                CommonConnectorConfig.TOPIC_NAMING_STRATEGY), config.getSourceInfoStructMaker().schema(),
                config.schemaNameAdjuster());
        offset = MongoDbOffsetContext.empty(config);
    }

    public static void main(String... args) throws Exception {
        MongodbEvents events = new MongodbEvents(Lines.configuration(args[0]));
        events.offset.startInitialSnapshot();
        events.read(ALL);
        events.read("{_id: 7, s: 1, i32: 'now text', extra: {k: [1, 2]}}");
        events.offset.stopInitialSnapshot();
        events.stream("insert", "'abc'", "fullDocument: {_id: 'abc', s: 'inserted', sub: {a: 1}}");
        events.stream("update", "'abc'", "fullDocument: {_id: 'abc', s: 'updated', arr: [1]},"
                + " updateDescription: {updatedFields: {s: 'updated', 'sub.a': 2}, removedFields: ['sub']}");
        events.stream("update", "7", "updateDescription: {updatedFields: {s: 2}, removedFields: []}");
        events.stream("delete", "7", "");
        events.stream("replace", "'abc'", "fullDocument: {_id: 'abc', s: 'replaced', i32: 5}");
        events.stream("delete", OBJECT_ID, "fullDocumentBeforeChange: {_id: " + OBJECT_ID + ", s: 'before'}");
    }

    private void read(String document) throws InterruptedException {
        offset.readEvent(DOCS, null);
        new MongoDbSnapshotRecordEmitter(partition, offset, Clock.SYSTEM, BsonDocument.parse(document), config)
                .emitChangeRecords(schema.schemaFor(DOCS), lines);
    }

    private void stream(String operation, String key, String more) throws InterruptedException {
        ordinal++;
        BsonDocument document = BsonDocument.parse("{_id: {_data: '8263F0A1B2%08X2B0229296E04'}, operationType: '%s',"
                .formatted(ordinal, operation) + " clusterTime: {$timestamp: {t: 1714557700, i: " + ordinal
                + "}}, ns: {db: 'inventory', coll: 'docs'}, documentKey: {_id: " + key + "}"
                + (more.isEmpty() ? "" : ", " + more) + "}");
        ChangeStreamDocument<BsonDocument> change = ChangeStreamDocument
                .createCodec(BsonDocument.class, MongoClientSettings.getDefaultCodecRegistry())
                .decode(new BsonDocumentReader(document), DecoderContext.builder().build());
        offset.changeStreamEvent(change);
        new MongoDbChangeRecordEmitter(partition, offset, Clock.SYSTEM, change, config)
                .emitChangeRecords(schema.schemaFor(DOCS), lines);
    }
}
