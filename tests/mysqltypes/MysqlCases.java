import java.util.ArrayList;
import java.util.List;

/** Every type that is documented, with ordinary and extreme values. */
final class MysqlCases {

    private static final String TEXT = "CAST($ AS CHAR)";
    private static final String NUMBER = "java number";
    private static final String DATE = "IF($ = 0, NULL, CAST($ AS CHAR))";
    /** DuckDB writes the year 0, which is the one before 1, as 1 BC. */
    private static final String LOADED_DATE = "CASE WHEN year($) = 0 THEN '0000' || substr($::VARCHAR, 5, 6)"
            + " ELSE $::VARCHAR END";
    private static final String MOMENT = "IF($ = 0, NULL, DATE_FORMAT($, '%Y-%m-%d %H:%i:%s.%f'))";
    private static final String LOADED_MOMENT = "CASE WHEN year($) = 0 THEN '0000' ELSE lpad(year($)::VARCHAR, 4,"
            + " '0') END || strftime($, '-%m-%d %H:%M:%S.%f')";
    /** Of a date that no calendar has. */
    private static final String UNREAL = "$ <> 0 AND (MONTH($) = 0 OR DAY($) = 0 OR DAY($) > 28 AND DAY($) >"
            + " DAY(LAST_DAY(CONCAT(YEAR($), '-', MONTH($), '-01'))))";
    private static final String BITS = "LPAD(BIN($ + 0), %d, '0')";
    /** The server's form with the SRID, as extended well-known binary. */
    private static final String GEOMETRY = "IF(ST_SRID($) = 0, HEX(ST_AsWKB($)), CONCAT(SUBSTR(HEX($), 9, 8), '20', "
            + "SUBSTR(HEX($), 1, 8), SUBSTR(HEX($), 19)))";

    private MysqlCases() {
    }

    static List<MysqlCase> all() {
        List<MysqlCase> cases = new ArrayList<>();
        numbers(cases);
        texts(cases);
        charsets(cases);
        bytes(cases);
        times(cases);
        documents(cases);
        return cases;
    }

    private static void numbers(List<MysqlCase> cases) {
        cases.add(MysqlCase.of("tinyint(1)", "BOOLEAN", TEXT, "$::INTEGER::VARCHAR", "0", "1", "2", "-128", "127")
                .misfit("$ NOT IN (0, 1)").note("another number than 0 and 1: variant column"));
        cases.add(MysqlCase.of("boolean", "BOOLEAN", TEXT, "$::INTEGER::VARCHAR", "true", "false"));
        integer(cases, "tinyint", "TINYINT", "-128", "127");
        integer(cases, "tinyint unsigned", "UTINYINT", "255", "128");
        integer(cases, "tinyint(1) unsigned", "UTINYINT", "255", "1");
        integer(cases, "smallint", "SMALLINT", "-32768", "32767");
        integer(cases, "smallint unsigned", "USMALLINT", "65535", "32768");
        integer(cases, "mediumint", "INTEGER", "-8388608", "8388607");
        integer(cases, "mediumint unsigned", "UINTEGER", "16777215", "8388608");
        integer(cases, "int", "INTEGER", "-2147483648", "2147483647");
        integer(cases, "int unsigned", "UINTEGER", "4294967295", "2147483648");
        integer(cases, "int(5) unsigned zerofill", "UINTEGER", "42", "4294967295");
        integer(cases, "bigint", "BIGINT", "-9223372036854775808", "9223372036854775807");
        integer(cases, "bigint unsigned", "UBIGINT", "18446744073709551615", "9223372036854775808");
        cases.add(MysqlCase.of("decimal(12,2)", "DECIMAL(12,2)", TEXT, NUMBER, "0", "-0.01", "9999999999.99",
                "-9999999999.99"));
        cases.add(MysqlCase.of("decimal", "DECIMAL(10,0)", TEXT, NUMBER, "9999999999", "-1"));
        cases.add(MysqlCase.of("decimal(38,10)", "DECIMAL(38,10)", TEXT, NUMBER, "0.0000000001",
                "9999999999999999999999999999.9999999999", "-1234567890123456789012345678.0123456789"));
        cases.add(MysqlCase.of("decimal(38,30)", "DECIMAL(38,30)", TEXT, NUMBER,
                "12345678.000000000000000000000000000001"));
        cases.add(MysqlCase.of("decimal(65,30)", "DECIMAL(38,9)", TEXT, NUMBER, "0", "-1.5", "0.000000001",
                "0.0000000001", "99999999999999999999999999999.999999999", "100000000000000000000000000000",
                "99999999999999999999999999999999999.999999999999999999999999999999")
                        .misfit("ABS($) >= 100000000000000000000000000000 OR $ <> ROUND($, 9)")
                .note("more than 38 digits: nine of them after the point; a number that does not fit: variant"
                        + " column"));
        cases.add(MysqlCase.of("decimal(65,0)", "DECIMAL(38,0)", TEXT, NUMBER, "99999999999999999999999999999999999999",
                "-100000000000000000000000000000000000000",
                "99999999999999999999999999999999999999999999999999999999999999999")
                .misfit("ABS($) > 99999999999999999999999999999999999999")
                .note("a number that does not fit: variant column"));
        cases.add(MysqlCase.of("float", "FLOAT", "CAST($ AS DOUBLE)", "java float", "1.1", "0", "16777217",
                "3.4028234663852886e38", "1e-45", "-1.17549435e-38", "0.1").notKey());
        cases.add(MysqlCase.of("float(7,3)", "FLOAT", "CAST($ AS DOUBLE)", "java float", "1.1", "-9999.999").notKey());
        cases.add(MysqlCase.of("float(30)", "DOUBLE", TEXT, "java double", "1.1", "1e300").note("from `float(25)` on"));
        cases.add(MysqlCase.of("double", "DOUBLE", TEXT, "java double", "1.1", "0", "1.7976931348623157e308",
                "2.2250738585072014e-308", "5e-324", "0.1e0 + 0.2e0", "1e23"));
        cases.add(MysqlCase.of("double", "DOUBLE", TEXT, "java double", "-0e0").named("double_minus_zero").notKey());
        cases.add(MysqlCase.of("bit(1)", "BOOLEAN", "CAST($ + 0 AS CHAR)", "$::INTEGER::VARCHAR", "b'0'", "b'1'"));
        for (int bits : new int[] {10, 64}) {
            cases.add(MysqlCase.of("bit(" + bits + ")", "VARCHAR", BITS.formatted(bits), "$", "b'0'", "b'1'",
                    "b'1000000001'", "b'" + "1".repeat(bits) + "'", "b'1" + "0".repeat(bits - 1) + "'")
                            .note("text of 0 and 1"));
        }
        cases.add(MysqlCase.of("year", "SMALLINT", "CAST($ + 0 AS CHAR)", "$::VARCHAR", "1901", "2155", "2024",
                "'0000'"));
    }

    private static void integer(List<MysqlCase> cases, String type, String duckdb, String... limits) {
        List<String> values = new ArrayList<>(List.of(limits));
        values.add("0");
        cases.add(MysqlCase.of(type, duckdb, "CAST($ + 0 AS CHAR)", "$::VARCHAR", values.toArray(String[]::new)));
    }

    private static void texts(List<MysqlCase> cases) {
        String[] strings = {"'plain'", "''", "'NULL'", "'a,b'", "'quote\" and '' and \\\\ back'",
                "'line\\nfeed\\ttab\\rreturn'", "CHAR(0, 1, 2, 31, 127 USING utf8mb4)", "'😀👨‍👩'", "'äöü € ÿ'",
                "_utf16 0xFEFF0041", "_utf16 0xFFFDFFFE", "'__debezium_unavailable_value'", "'~2024-00-15'"};
        cases.add(MysqlCase.text("varchar(50)", strings).notKey());
        cases.add(MysqlCase.text("varchar(50) COLLATE utf8mb4_bin", strings).named("varchar_key"));
        cases.add(MysqlCase.text("char(30)", "'ab'", "''", "'ab  '", "'😀'")
                .note("without blanks at the end, as MySQL has it"));
        for (String type : List.of("tinytext", "text", "mediumtext", "longtext")) {
            cases.add(MysqlCase.text(type, strings).notKey());
        }
        cases.add(MysqlCase.text("longtext", "REPEAT('😀', 300000)", "REPEAT('x', 1048576)").named("longtext_long")
                .notKey());
        String members = "('small', 'a,b', 'it''s', '', 'üé漢', 'tab\\t', 'back\\\\slash', '\"q\"', 'a\\\\,b', 'x  ',"
                + " 'é''\\\\''')";
        cases.add(MysqlCase.text("enum" + members, "'small'", "'a,b'", "'it''s'", "''", "'üé漢'", "6", "7", "8", "9",
                "10", "11", "'none of them'", "0").named("enum").notKey().note("the value of an invalid one: empty"));
        cases.add(MysqlCase.text("enum('b', 'a', 'c,d')", "'a'", "'b'", "'c,d'").named("enum_key"));
        cases.add(MysqlCase.text("enum('a', 'b') CHARACTER SET latin1", "'a'", "2").named("enum_latin1"));
        String set = "('red', 'it''s', 'ü漢', 'back\\\\slash', 'x y ', '\"q\"')";
        cases.add(MysqlCase.text("set" + set, "''", "'red'", "'it''s,red'", "63", "48", "'ü漢,red'", "8", "0")
                .named("set"));
        StringBuilder many = new StringBuilder();
        for (int i = 1; i <= 64; i++) {
            many.append(i == 1 ? "('m1'" : ", 'm" + i + "'");
        }
        cases.add(MysqlCase.text("set" + many + ")", "0xFFFFFFFFFFFFFFFF + 0", "'m64'", "'m1,m63,m64'").named("set_64")
                .notKey());
    }

    private static void charsets(List<MysqlCase> cases) {
        StringBuilder high = new StringBuilder();
        StringBuilder printable = new StringBuilder();
        for (int i = 1; i < 256; i++) {
            high.append(String.format("%02X", i));
            printable.append(List.of(0x81, 0x8d, 0x8f, 0x90, 0x9d).contains(i) ? "" : String.format("%02X", i));
        }
        cases.add(MysqlCase.text("varchar(300) CHARACTER SET latin1", "_latin1 0x" + printable, "'é€'").named("latin1")
                .notKey());
        cases.add(MysqlCase.text("mediumtext CHARACTER SET latin1", "_latin1 0x" + high).named("latin1_all").notKey());
        for (String charset : List.of("cp1250", "cp1251", "cp1256", "cp1257", "cp850", "cp852", "cp866", "greek",
                "hebrew", "koi8r", "koi8u", "latin2", "latin5", "latin7", "macce", "macroman", "tis620", "armscii8",
                "dec8", "geostd8", "hp8", "keybcs2", "swe7", "ascii")) {
            cases.add(MysqlCase.text("varchar(300) CHARACTER SET " + charset, "CONVERT(CONVERT(_" + charset
                    + " 0x" + high + " USING utf8mb4) USING " + charset + ")").named("cs_" + charset).notKey());
        }
        for (String charset : List.of("ucs2", "utf16", "utf16le", "utf32", "gb18030", "utf8mb3")) {
            boolean all = !charset.equals("ucs2") && !charset.equals("utf8mb3");
            cases.add(MysqlCase.text("varchar(50) CHARACTER SET " + charset, "'äöü€'", "'" + (all ? "😀" : "") + "漢字'")
                    .named("cs_" + charset));
        }
        for (String charset : List.of("big5", "cp932", "eucjpms", "euckr", "gb2312", "gbk", "sjis", "ujis")) {
            String text = charset.equals("euckr") ? "'한국어 똠펲'" : charset.contains("gb") ? "'汉字中文'" : "'漢字'";
            cases.add(MysqlCase.text("varchar(50) CHARACTER SET " + charset, text, "'abc'").named("cs_" + charset));
        }
    }

    private static void bytes(List<MysqlCase> cases) {
        cases.add(MysqlCase.bytes("binary(4)", "0x00FF0A5C", "0x01", "0x0100", "''")
                .note("with the zeros it is filled up with"));
        cases.add(MysqlCase.bytes("varbinary(30)", "0x00FF0A5C", "0x0100", "''", "'__debezium_unavailable_value'"));
        for (String type : List.of("tinyblob", "blob", "mediumblob", "longblob")) {
            cases.add(MysqlCase.bytes(type, "0x00FF0A5C22", "0x0100", "''").notKey());
        }
        cases.add(MysqlCase.bytes("longblob", "REPEAT(0x00FF7F80, 4194304)").named("blob_16_mb").notKey());
        cases.add(MysqlCase.bytes("varchar(9) CHARACTER SET binary", "0x00FF").named("varchar_binary"));
    }

    private static void times(List<MysqlCase> cases) {
        cases.add(MysqlCase.of("date", "DATE", DATE, LOADED_DATE, "'2024-02-29'", "'1000-01-01'", "'0001-01-01'",
                "'0020-05-06'", "'0099-12-31'", "'9999-12-31'", "'1582-10-04'", "'1582-10-10'", "'1582-10-15'",
                "'1970-01-01'", "'0000-01-01'", "'0000-12-31'", "'0000-00-00'", "'2024-00-15'", "'2024-05-00'",
                "'2024-00-00'", "'0000-00-15'", "'2024-02-31'", "'2023-02-29'").misfit(UNREAL)
                        .note("the zero date: NULL; a month or day of 0, or no day of the calendar: variant"
                        + " column; the year 0 is 1 BC"));
        cases.add(MysqlCase.of("time", "INTERVAL", TEXT, "$::VARCHAR", "'838:59:59'", "'-838:59:59'", "'00:00:00'",
                "'-00:00:01'", "'23:59:59'", "'24:00:00'", "'100:00:00'")
                        .note("in hours, minutes and seconds: MySQL's goes from"
                        + " -838:59:59 to 838:59:59"));
        for (int decimals : new int[] {1, 2, 3, 6}) {
            String fraction = ".123456".substring(0, decimals + 1);
            String[] values = {"'04:05:06" + fraction + "'", "'-04:05:06" + fraction + "'", "'838:59:58"
                    + fraction + "'",
                    "'-00:00:00" + fraction + "'", "'-838:59:58" + fraction + "'", "'-01:00:00'"};
            cases.add(MysqlCase.of("time(" + decimals + ")", "INTERVAL",
                    "TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM CAST($ AS CHAR)))",
                            "rtrim(rtrim($::VARCHAR || CASE WHEN contains($::VARCHAR, '.') THEN '' ELSE '.' END, '0'),"
                                    + " '.')", values));
        }
        datetimes(cases);
        timestamps(cases);
    }

    private static void datetimes(List<MysqlCase> cases) {
        String[] values = {"'2024-05-01 10:00:00'", "'1000-01-01 00:00:00'", "'0001-01-01 00:00:00'",
                "'0020-05-06 07:08:09'", "'1582-10-04 12:00:00'", "'1582-10-10 12:00:00'", "'1582-10-15 00:00:00'",
                "'1883-11-18 12:03:58'", "'9999-12-31 23:59:59'", "'2024-03-10 02:30:00'", "'2024-03-31 02:30:00'",
                "'1969-12-31 23:59:59'", "'0000-01-01 00:00:00'", "'0000-00-00 00:00:00'", "'2024-00-15 10:20:30'",
                "'2024-05-00 23:59:59'", "'2024-02-31 01:02:03'"};
        for (int decimals = 0; decimals <= 6; decimals++) {
            List<String> fine = new ArrayList<>();
            String fraction = decimals == 0 ? "" : ".987654".substring(0, decimals + 1);
            for (String value : values) {
                if (value.startsWith("'0000-01-01") && MysqlServer.KIND.equals("mariadb")) {
                    continue;       // MariaDB's driver knows no year 0
                }
                fine.add(value.startsWith("'0000-00-00") ? value : value.substring(0, 20) + fraction + "'");
            }
            fine.add("'9999-12-31 23:59:59" + (decimals == 0 ? "" : ".999999".substring(0, decimals + 1)) + "'");
            cases.add(MysqlCase.of(decimals == 0 ? "datetime" : "datetime(" + decimals + ")", "TIMESTAMP", MOMENT,
                    LOADED_MOMENT, fine.toArray(String[]::new)).misfit(UNREAL).note(decimals > 0 ? "" : "as `date`"));
        }
    }

    private static void timestamps(List<MysqlCase> cases) {
        cases.add(MysqlCase.of("timestamp", "TIMESTAMPTZ", MOMENT, LOADED_MOMENT, "'1970-01-01 00:00:01'",
                "'2038-01-19 03:14:07'", "'2024-05-01 10:00:00'", "'0000-00-00 00:00:00'")
                        .note("the zero timestamp: NULL"));
        cases.add(MysqlCase.of("timestamp(6)", "TIMESTAMPTZ", MOMENT, LOADED_MOMENT, "'1970-01-01 00:00:01.000001'",
                "'2038-01-19 03:14:07.999999'", "'2024-11-03 05:30:00.123456'", "'2024-11-03 06:30:00.123456'",
                "@America/New_York@'2024-11-03 01:30:00.5'", "@America/New_York@'2024-03-10 03:00:00'",
                "@America/New_York@'2024-07-01 12:00:00.000001'", "@+05:30@'2024-07-01 12:00:00.7'",
                "@Europe/Berlin@'2024-10-27 02:30:00'", "@-12:00@'2024-01-01 00:00:00'", "'2024-10-27 00:30:00'",
                "'2024-10-27 01:30:00'"));
        cases.add(MysqlCase.of("timestamp(3)", "TIMESTAMPTZ", MOMENT, LOADED_MOMENT, "'2024-05-01 10:00:00.123'"));
    }

    private static void documents(List<MysqlCase> cases) {
        cases.add(MysqlCase.of("json", "JSON", TEXT, "$::VARCHAR", "'null'", "'{}'", "'[]'", "'true'", "'\"text\"'",
                "'{\"b\": 1, \"a\": [1, 2.5, null, true, {\"c\": \"ü😀\\\\n\\\\u0001\\\\\"\\\\\\\\\"}], \"\": -1}'",
                "'[18446744073709551615, 9223372036854775807, -9223372036854775808, 4294967295, 2147483648,"
                        + " -2147483648, 65535, 32768, -32768, 0, -0]'",
                "'[0.1, 1.0, 1e20, 1e15, 1e14, 123456789012345678, 1.5e-10, 0.00001, 0.0001, 0.000012, 1e308, -1e-300,"
                        + " 5e-324, 2e23, 5.684341886080802e-14, 1.7976931348623157e308, 123456789.12345678, 100,"
                        + " 9007199254740993.0]'",
                "'18446744073709551616'", "'0.1234567890123456789012345678901234567890'",
                "JSON_ARRAY(CAST(1.10 AS DECIMAL(5,2)), CAST(-12345678901234567890.123456789012345678 AS"
                        + " DECIMAL(40,18)), CAST(0 AS DECIMAL(3,3)), CAST(-0.5 AS DECIMAL(3,1)))",
                "JSON_ARRAY(CAST('99999999999999999999999999999999999.999999999999999999999999999999' AS"
                        + " DECIMAL(65,30)))",
                "JSON_ARRAY(DATE'2024-02-29', TIMESTAMP'2024-05-01 10:20:30.123456', TIME'-838:59:58.5',"
                        + " TIME'10:11:12', TIME'-00:00:01')",
                "CAST(DATE'0001-01-01' AS JSON)", "CAST(TIMESTAMP'9999-12-31 23:59:59' AS JSON)",
                "JSON_OBJECT('blob', CAST(0x00FF AS BINARY), 'bit', b'101', 'year', CAST(2024 AS YEAR))",
                "JSON_OBJECT('long', CAST(REPEAT(0xAB, 200) AS BINARY))", "CAST(0x010203 AS JSON)",
                "JSON_OBJECT('long', REPEAT('x', 200), 'longer', REPEAT('ü', 20000))",
                "JSON_OBJECT('huge', REPEAT('x', 70000), 'n', 4294967295, 'm', -5, 'i', 70000, 'u', 40000, 't', true,"
                        + " 'z', null)",
                "JSON_ARRAY(REPEAT('x', 70000), 4294967295, 2147483648, -2147483648, 70000, false, null, 1.5, '')",
                "CAST(CONCAT('[', REPEAT('[1, {\"k\": \"v\"}], ', 9000), '0]') AS JSON)",
                "CAST(CONCAT(REPEAT('[', 90), REPEAT(']', 90)) AS JSON)",
                "JSON_OBJECT(REPEAT('k', 60000), 1, 'ключ', 2, '鍵', 3)",
                "JSON_QUOTE(CONCAT('a', CHAR(127 USING utf8mb4), 'b/'))").notKey());
        cases.add(MysqlCase.of("geometry", "BLOB", GEOMETRY, "hex($)", "POINT(1.5, -2)",
                "ST_GeomFromText('POINT(52 13)', 4326)", "ST_GeomFromText('LINESTRING(0 0, 1 1, 2 2)')",
                "ST_GeomFromText('POLYGON((0 0, 10 0, 10 10, 0 10, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))', 3857)",
                "ST_GeomFromText('GEOMETRYCOLLECTION EMPTY')",
                "ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 2), LINESTRING(0 0, 1 1))', 3857)").notKey().note(
                        "well-known binary; extended by the SRID where there is one; x before y, longitude before"
                                + " latitude"));
        for (String type : List.of("point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon",
                "geometrycollection")) {
            String inner = switch (type) {
                case "point" -> "(1 2)";
                case "linestring" -> "(0 0, 1 1)";
                case "polygon", "multilinestring" -> "((0 0, 1 0, 1 1, 0 0))";
                case "multipoint" -> "(0 0, 1 1)";
                case "multipolygon" -> "(((0 0, 1 0, 1 1, 0 0)))";
                default -> "(POINT(1 2))";
            };
            cases.add(MysqlCase.of(type, "BLOB", GEOMETRY, "hex($)", "ST_GeomFromText('" + type + inner + "')")
                    .notKey());
        }
        cases.add(MysqlCase.of("vector(4)", "FLOAT[]", "HEX($)", "java vector", "STRING_TO_VECTOR('[1, -2.5, 3.4028e38,"
                + " 1e-30]')",
                "STRING_TO_VECTOR('[0, 0, 0, 0.1]')").notKey().note("MySQL 9"));
    }
}
