package standin;

import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import standin.Server.Col;

/** Every type of SQL Server's, with a value by snapshot and the same by stream, as tests/standin/types.txt has it. */
final class TypeCases {

    /** A column and its value in H2's SQL. */
    private record Case(Col col, String value) {
    }

    private static final List<Case> CASES = List.of(
            of("c_bit", "bit", Types.BIT, 1, null, "BOOLEAN", "TRUE"),
            of("c_tinyint", "tinyint", Types.TINYINT, 3, 0, "SMALLINT", "255"),
            of("c_smallint", "smallint", Types.SMALLINT, 5, 0, "SMALLINT", "-32768"),
            of("c_bigint", "bigint", Types.BIGINT, 19, 0, "BIGINT", "-9223372036854775808"),
            of("c_decimal", "decimal", Types.DECIMAL, 38, 10, "DECIMAL(38,10)",
                    "9999999999999999999999999999.9999999999"),
            of("c_money", "money", Types.DECIMAL, 19, 4, "DECIMAL(19,4)", "-922337203685477.5808"),
            of("c_smallmoney", "smallmoney", Types.DECIMAL, 10, 4, "DECIMAL(10,4)", "214748.3647"),
            of("c_float", "float", Types.DOUBLE, 53, null, "DOUBLE PRECISION", "1.7976931348623157e308"),
            of("c_real", "real", Types.REAL, 24, null, "REAL", "1.1"),
            of("c_char", "char", Types.CHAR, 5, null, "CHAR(5)", "'ab   '"),
            of("c_nvarchar", "nvarchar", Types.NVARCHAR, 20, null, "VARCHAR(20)", "'\u017elu\u0165\uD83D\uDE00'"),
            of("c_max", "nvarchar", Types.LONGNVARCHAR, Integer.MAX_VALUE, null, "CLOB", "'long'"),
            of("c_xml", "xml", Types.LONGNVARCHAR, Integer.MAX_VALUE, null, "CLOB", "'<a>1</a>'"),
            of("c_uuid", "uniqueidentifier", Types.CHAR, 36, null, "UUID", "'7E3F5C1A-3B9D-4C6E-8F2A-1234567890AB'"),
            of("c_rowversion", "timestamp", Types.BINARY, 8, null, "BINARY(8)", "0x00000000000007D1"),
            of("c_varbinary", "varbinary", Types.VARBINARY, 10, null, "VARBINARY(10)", "0x00FF"),
            of("c_binmax", "varbinary", Types.LONGVARBINARY, Integer.MAX_VALUE, null, "BLOB", "0x0102"),
            of("c_hierarchyid", "hierarchyid", Types.VARBINARY, 892, null, "VARBINARY(892)", "0x58"),
            of("c_date", "date", Types.DATE, 10, null, "DATE", "DATE '0001-01-01'"),
            of("c_time3", "time", Types.TIME, 12, 3, "TIME(3)", "TIME '23:59:59.999'"),
            of("c_time7", "time", Types.TIME, 16, 7, "TIME(7)", "TIME '23:59:59.9999999'"),
            of("c_datetime", "datetime", Types.TIMESTAMP, 23, 3, "TIMESTAMP(3)", "TIMESTAMP '1753-01-01 00:00:00.003'"),
            of("c_datetime2", "datetime2", Types.TIMESTAMP, 26, 6, "TIMESTAMP(6)",
                    "TIMESTAMP '9999-12-31 23:59:59.999999'"),
            of("c_datetime2_7", "datetime2", Types.TIMESTAMP, 27, 7, "TIMESTAMP(7)",
                    "TIMESTAMP '2024-05-01 10:00:00.1234567'"),
            of("c_smalldatetime", "smalldatetime", Types.TIMESTAMP, 16, 0, "TIMESTAMP(0)",
                    "TIMESTAMP '2079-06-06 23:59:00'"),
            of("c_offset", "datetimeoffset", microsoft.sql.Types.DATETIMEOFFSET, 34, 6, "TIMESTAMP(6) WITH TIME ZONE",
                    "TIMESTAMP WITH TIME ZONE '2024-05-01 15:30:00.123456+05:30'"),
            of("c_before_1970", "datetimeoffset", microsoft.sql.Types.DATETIMEOFFSET, 34, 6,
                    "TIMESTAMP(6) WITH TIME ZONE", "TIMESTAMP WITH TIME ZONE '1969-12-31 23:59:59.5+00:00'"));

    private TypeCases() {
    }

    private static Case of(String name, String type, int jdbc, int size, Integer scale, String h2, String value) {
        return new Case(new Col(name, type, jdbc, size, scale, h2), value);
    }

    static void run() throws Exception {
        List<Col> cols = new ArrayList<>(List.of(StandinTest.ITEM.get(0)));
        CASES.forEach(each -> cols.add(each.col()));
        String values = String.join(", ", CASES.stream().map(Case::value).toList());
        try (Server server = new Server(); Project project = new Project(StandinTest.LOADER, server.port(),
                "dbo.every_type", "[cdc_settings.primary_keys]\nevery_type = \"id\"\n")) {
            server.table("every_type", cols);
            server.capture("every_type", "dbo_every_type");
            server.transaction(() -> server.insert("every_type", 1, "1, " + values));
            Promises.same(0, project.run("run", "--until-current"), "every type comes by snapshot");
            server.transaction(() -> server.insert("every_type", 1, "2, " + values));
            Promises.same(0, project.run("run", "--until-current"), "every type comes by stream");
            Promises.same(Promises.golden("types.txt"), Promises.lines(project.values("every_type")),
                    "each value is the same by snapshot and by stream, exactly, in the type of docs/types.md");
        }
    }
}
