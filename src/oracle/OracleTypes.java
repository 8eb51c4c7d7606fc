package oracle;

import io.debezium.DebeziumException;
import io.debezium.connector.oracle.OracleValueConverters;
import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import io.debezium.time.Interval;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import oracle.sql.INTERVALDS;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * The value that the connector's own converter spoils: an {@code INTERVAL DAY TO SECOND} with more than six digits
 * after the point, which it reads as that many microseconds. The rest is the connector's.
 */
public final class OracleTypes implements CustomConverter<SchemaBuilder, RelationalColumn> {

    /** As LogMiner writes it. */
    private static final Pattern REDO = Pattern.compile("TO_DSINTERVAL\\('(.*)'\\)");
    /** As the driver writes it. */
    private static final Pattern TEXT = Pattern.compile("([+-]?)(\\d+) (\\d+):(\\d+):(\\d+(?:\\.\\d+)?)");

    @Override
    public void configure(Properties properties) {
        // nothing to set
    }

    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        if (column.typeName().toUpperCase(Locale.ROOT).startsWith("INTERVAL DAY")) {
            registration.register(Interval.builder(), OracleTypes::interval);
        }
    }

    /** A column's default comes as the text of an expression, and is none of a row's values. */
    private static Object interval(Object value) {
        if (value == null || value instanceof String text && text.startsWith("INTERVAL ")) {
            return null;
        }
        try {
            return iso((value instanceof INTERVALDS given ? given : parsed(value.toString())).stringValue());
        }
        catch (SQLException | RuntimeException e) {
            throw new DebeziumException("not an INTERVAL DAY TO SECOND: " + value, e);
        }
    }

    private static INTERVALDS parsed(String text) throws SQLException {
        Matcher redo = REDO.matcher(text);
        return OracleValueConverters.isHexToRawFunctionCall(text)
                ? new INTERVALDS(HexFormat.of().parseHex(OracleValueConverters.getHexToRawHexString(text)))
                : new INTERVALDS(redo.matches() ? redo.group(1).strip() : text);
    }

    private static String iso(String text) {
        Matcher part = TEXT.matcher(text);
        if (!part.matches()) {
            throw new IllegalArgumentException(text);
        }
        String sign = part.group(1).replace("+", "");
        return "P0Y0M" + sign + part.group(2) + "DT" + sign + part.group(3) + "H" + sign + part.group(4) + "M" + sign
                + new BigDecimal(part.group(5)).toPlainString() + "S";
    }
}
