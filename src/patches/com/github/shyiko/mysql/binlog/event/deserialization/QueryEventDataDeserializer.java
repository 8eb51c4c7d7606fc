//SOURCES ../../../../../../../../binlog/StatementText.java
package com.github.shyiko.mysql.binlog.event.deserialization;

import base.Patch;
import binlog.StatementText;
import com.github.shyiko.mysql.binlog.event.QueryEventData;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * A logged statement. Replaces the library's class of this name (docs/patches.md), which skips the settings of the
 * session that sent the statement and takes its bytes for UTF-8.
 *
 * @see <a
 * href="https://dev.mysql.com/doc/dev/mysql-server/latest/classmysql_1_1binlog_1_1event_1_1Query__event.html">MySQL:
 *      Query_event</a>
 */
public class QueryEventDataDeserializer implements EventDataDeserializer<QueryEventData>, Patch {

    /** Opens this package to {@link capture.Patches}. */
    static class Patched {
    }

    @Override
    public QueryEventData deserialize(ByteArrayInputStream input) throws IOException {
        QueryEventData query = new QueryEventData();
        query.setThreadId(input.readLong(4));
        query.setExecutionTime(input.readLong(4));
        input.readInteger(1);       // the length of the database's name, which also ends with a zero
        query.setErrorCode(input.readInteger(2));
        byte[] session = input.read(input.readInteger(2));
        query.setDatabase(input.readZeroTerminatedString());
        query.setSql(StatementText.of(session, input.read(input.available())));
        return query;
    }
}
