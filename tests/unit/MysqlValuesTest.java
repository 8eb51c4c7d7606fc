package binlog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.debezium.relational.Column;
import io.debezium.spi.converter.CustomConverter.Converter;
import io.debezium.spi.converter.RelationalColumn;
import java.nio.charset.Charset;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.Test;

/** A value becomes the same in whichever class snapshot or stream has it. */
class MysqlValuesTest {

    private SchemaBuilder schema;

    /** As Debezium hands a column on: its own stands after it. */
    private record GivenColumn(Column column, Object defaultValue) implements RelationalColumn {
        @Override
        public int jdbcType() {
            return column.jdbcType();
        }

        @Override
        public int nativeType() {
            return column.nativeType();
        }

        @Override
        public String typeName() {
            return column.typeName();
        }

        @Override
        public String typeExpression() {
            return column.typeName();
        }

        @Override
        public OptionalInt length() {
            return column.length() < 0 ? OptionalInt.empty() : OptionalInt.of(column.length());
        }

        @Override
        public OptionalInt scale() {
            return column.scale().isPresent() ? OptionalInt.of(column.scale().get()) : OptionalInt.empty();
        }

        @Override
        public boolean isOptional() {
            return true;
        }

        @Override
        public boolean hasDefaultValue() {
            return defaultValue != null;
        }

        @Override
        public String charsetName() {
            return column.charsetName();
        }

        @Override
        public String name() {
            return column.name();
        }

        @Override
        public String dataCollection() {
            return "db.t";
        }
    }

    private Converter converter(String type, int length, String charset, Object defaultValue, String... members) {
        Column column = Column.editor().name("c").type(type).length(length).charsetName(charset)
                .enumValues(List.of(members))
                .create();
        Converter[] found = new Converter[1];
        new MysqlTypes().converterFor(new GivenColumn(column, defaultValue), (builder, converter) -> {
            schema = builder;
            found[0] = converter;
        });
        return found[0];
    }

    private Converter converter(String type) {
        return converter(type, -1, null, null);
    }

    @Test
    void unsignedNumbersLoseTheSignThatTheStreamGivesThem() {
        assertEquals((short) 255, converter("TINYINT UNSIGNED").convert(-1));
        assertEquals(65535, converter("INT2 UNSIGNED").convert(-1));
        assertEquals(16777215L, converter("MEDIUMINT UNSIGNED ZEROFILL").convert(-1));
        assertEquals(4294967295L, converter("INT UNSIGNED").convert(-1));
        assertEquals(4294967295L, converter("INT UNSIGNED").convert(4294967295L));
        assertEquals(-1L, converter("BIGINT UNSIGNED").convert(new java.math.BigInteger("18446744073709551615")));
    }

    @Test
    void aTinyintOfOneDigitIsABooleanUnlessItIsUnsigned() {
        assertEquals((byte) 5, converter("TINYINT", 1, null, null).convert(5));
        assertEquals("cdc.Boolean", schema.name());
        converter("TINYINT UNSIGNED", 1, null, null);
        assertEquals("cdc.UTinyInt", schema.name());
    }

    @Test
    void membersAreReadAsTheServerReadsTheirLiterals() {
        Converter members = converter("ENUM", 1, "utf8mb4", null, "'a,b'", "'it''s'", "'back\\\\slash'", "'x  '",
                "\"q\"\"\"");
        assertEquals(List.of("", "a,b", "it's", "back\\slash", "x", "q\""),
                List.of(0, 1, 2, 3, 4, 5).stream().map(members::convert).toList());
        assertEquals("a\\,b", members.convert("a\\,b"), "a snapshot's text is left as it is");
        assertThrows(IllegalStateException.class, () -> members.convert(6));
    }

    @Test
    void aSetHasAMemberForEachBit() {
        Converter members = converter("SET", 1, "utf8mb4", null, "'a'", "'b'", "'c'");
        assertEquals("a,c", members.convert(5L));
        assertEquals("", members.convert(0L));
        assertThrows(IllegalStateException.class, () -> members.convert(Long.MIN_VALUE));
    }

    @Test
    void bitsAreReadFromTheHighestOn() {
        BitSet stream = new BitSet();
        stream.set(9);
        assertEquals("1000000000", converter("BIT", 10, null, null).convert(stream));
        assertEquals("1000000000", converter("BIT", 10, null, null).convert(new byte[] {2, 0}));
        assertEquals(false, converter("BIT", 1, null, null).convert(new BitSet()));
        assertEquals("1".repeat(64), converter("BIT", 64, null, null).convert(HexFormat.of()
                .parseHex("ffffffffffffffff")));
    }

    @Test
    void binaryIsFilledUpAndTextOfTheBinaryCharacterSetIsBytes() {
        assertArrayEquals(new byte[] {1, 0, 0}, (byte[]) converter("BINARY", 3, null, null).convert(new byte[] {1}));
        assertArrayEquals(new byte[] {1}, (byte[]) converter("VARCHAR", 3, "binary", null).convert(new byte[] {1}));
    }

    @Test
    void aGeometryCarriesItsReferenceSystem() {
        String point = "0101000000000000000000f03f0000000000000040";
        assertEquals(point, HexFormat.of().formatHex((byte[]) converter("POINT").convert(HexFormat.of()
                .parseHex("00000000" + point))));
        assertEquals("0101000020e6100000" + point.substring(10),
                HexFormat.of().formatHex((byte[]) converter("POINT").convert(HexFormat.of().parseHex("e6100000"
                        + point))));
    }

    @Test
    void everyByteOfLatin1IsACharacter() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        String text = MysqlCharset.of("latin1").decode(all);
        assertEquals('€', text.charAt(0x80));
        assertEquals('\u0081', text.charAt(0x81));
        assertEquals(-1, text.indexOf('\uFFFD'));
        assertEquals("É", MysqlCharset.of("swe7").decode("@".getBytes(Charset.forName("US-ASCII"))));
        assertEquals("ü😀", MysqlCharset.of("utf8mb4").decode("ü😀".getBytes(Charset.forName("UTF-8"))));
    }

    @Test
    void aDefaultThatDoesNotSuitTheTypeIsNoError() {
        Object given = new Object();
        assertEquals(0L, converter("BIGINT", -1, null, given).convert(given));
        assertNull(converter("BIGINT", -1, null, given).convert(null));
    }

    @Test
    void theSnapshotReadsFloatsAsDoublesAndNamesEveryColumn() {
        List<MysqlColumns.MysqlColumn> columns = List.of(new MysqlColumns.MysqlColumn("hidden", "int", "INVISIBLE"),
                new MysqlColumns.MysqlColumn("f`", "float", ""), new MysqlColumns.MysqlColumn("n", "int", ""));
        assertEquals("WITH t (`f```, `n`, `hidden`) AS (SELECT s.*, s.`hidden` FROM `db`.`t` s)"
                + " SELECT `f``` + 0e0 AS `f```, `n`, `hidden` FROM t", MysqlColumns.select("db", "t", columns));
        assertEquals(true, MysqlColumns.needSelect(columns));
        assertEquals(false, MysqlColumns.needSelect(columns.subList(2, 3)));
    }
}
