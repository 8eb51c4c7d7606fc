package binlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** MySQL's binary json becomes the server's text. The bytes are laid out by hand after the server's json_binary.h. */
class MysqlJsonTest {

    private static String text(String hex) {
        return MysqlJson.text(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    @Test
    void objectsAndArraysHaveTheServersBlanks() {
        assertEquals("{\"a\": 1}", text("00 0100 0c00 0b00 0100 05 0100 61"));
        assertEquals("[1, null, true, false]", text("02 0400 1000 05 0100 04 0000 04 0100 04 0200"));
        assertEquals("{}", text("00 0000 0400"));
        assertEquals("null", text(""));
    }

    @Test
    void numbersFromTwoToTheThirtyOneOnArePositiveAlsoWhereLargeObjectsHoldThemInPlace() {
        assertEquals("4294967295", text("08 ffffffff"));
        assertEquals("18446744073709551615", text("0a ffffffffffffffff"));
        assertEquals("-9223372036854775808", text("09 0000000000000080"));
        assertEquals("{\"a\": 4294967295}", text("01 01000000 14000000 13000000 0100 08 ffffffff 61"));
    }

    @Test
    void aStringIsEscapedAsTheServerEscapesIt() {
        assertEquals("\"a\\n\\u0001\\\"\\\\/\u007f\"", text("0c 07 61 0a 01 22 5c 2f 7f"));
        assertEquals("\"ü😀\"", text("0c 06 c3bc f09f9880"));
    }

    @Test
    void sqlValuesInsideAreWrittenOut() {
        assertEquals("1234567890.1234", text("0f f6 09 0e 04 81 0d fb 38 d2 04 d2"));
        assertEquals("-1234567890.1234", text("0f f6 09 0e 04 7e f2 04 c7 2d fb 2d"));
        assertEquals("\"base64:type252:AP8=\"", text("0f fc 02 00ff"));
    }

    @Test
    void doublesHaveTheServersFewestDigits() {
        assertEquals("0.1", MysqlJson.number(0.1));
        assertEquals("1.0", MysqlJson.number(1));
        assertEquals("-0.0", MysqlJson.number(-0.0));
        assertEquals("100000000000000.0", MysqlJson.number(1e14));
        assertEquals("1e15", MysqlJson.number(1e15));
        assertEquals("0.00000000015", MysqlJson.number(1.5e-10));
        assertEquals("0.00000000000005684341886080802", MysqlJson.number(5.684341886080802e-14));
        assertEquals("9.007199254740992e15", MysqlJson.number(9007199254740992d));
        assertEquals("5e-324", MysqlJson.number(Double.MIN_VALUE));
        assertEquals("-1.7976931348623157e308", MysqlJson.number(-Double.MAX_VALUE));
    }

    @Test
    void anUnknownTypeIsAnError() {
        assertThrows(IllegalArgumentException.class, () -> text("0d 00"));
    }
}
