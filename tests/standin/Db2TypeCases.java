package standin;

import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import standin.AsnServer.Col;

/** Every type of Db2's, with a value by snapshot and the same by stream, as tests/standin/db2-types.txt has it. */
final class Db2TypeCases {

    /** A column and its value in H2's SQL. */
    private record Case(Col col, String value) {
    }

    private static final List<Case> CASES = List.of(
            of("C_SMALLINT", "SMALLINT", Types.SMALLINT, 2, 0, "SMALLINT", "-32768"),
            of("C_BIGINT", "BIGINT", Types.BIGINT, 8, 0, "BIGINT", "-9223372036854775808"),
            of("C_DECIMAL", "DECIMAL", Types.DECIMAL, 31, 5, "DECIMAL(31,5)", "99999999999999999999999999.99999"),
            of("C_DECFLOAT", "DECFLOAT", Types.OTHER, 34, 0, "DECFLOAT(34)", "12345.678"),
            of("C_DECFLOAT_LARGE", "DECFLOAT", Types.OTHER, 34, 0, "DECFLOAT(34)", "1E40"),
            of("C_REAL", "REAL", Types.REAL, 4, 0, "REAL", "1.1"),
            of("C_DOUBLE", "DOUBLE", Types.DOUBLE, 8, 0, "DOUBLE PRECISION", "1.7976931348623157e308"),
            of("C_BOOLEAN", "BOOLEAN", Types.BOOLEAN, 1, 0, "BOOLEAN", "TRUE"),
            of("C_CHAR", "CHARACTER", Types.CHAR, 5, 0, "CHAR(5)", "'ab   '"),
            of("C_VARCHAR", "VARCHAR", Types.VARCHAR, 20, 0, "VARCHAR(20)", "'\u017elu\u0165\uD83D\uDE00'"),
            of("C_GRAPHIC", "GRAPHIC", Types.CHAR, 5, 0, "CHAR(5)", "'g\u00e9   '"),
            of("C_VARGRAPHIC", "VARGRAPHIC", Types.VARCHAR, 5, 0, "VARCHAR(5)", "'v\u00e9'"),
            of("C_CLOB", "CLOB", Types.CLOB, 1000, 0, "CLOB", "'long \u00e9'"),
            of("C_DBCLOB", "DBCLOB", Types.CLOB, 1000, 0, "CLOB", "'double'"),
            of("C_XML", "XML", Types.SQLXML, 0, 0, "CLOB", "'<a>1</a>'"),
            of("C_BLOB", "BLOB", Types.BLOB, 1000, 0, "BLOB", "X'01FF'"),
            bits("C_BIT_DATA", "CHARACTER", Types.BINARY, "CHAR () FOR BIT DATA", "BINARY(4)", "X'00000001'"),
            bits("C_VARBIT_DATA", "VARCHAR", Types.VARBINARY, "VARCHAR () FOR BIT DATA", "VARBINARY(4)", "X'00FF'"),
            of("C_VARBINARY", "VARBINARY", Types.VARBINARY, 4, 0, "VARBINARY(4)", "X'01'"),
            of("C_DATE", "DATE", Types.DATE, 4, 0, "DATE", "DATE '0001-01-01'"),
            of("C_TIME", "TIME", Types.TIME, 3, 0, "TIME(0)", "TIME '23:59:59'"),
            of("C_TIMESTAMP0", "TIMESTAMP", Types.TIMESTAMP, 7, 0, "TIMESTAMP(0)", "TIMESTAMP '2024-05-01 10:00:00'"),
            of("C_TIMESTAMP6", "TIMESTAMP", Types.TIMESTAMP, 10, 6, "TIMESTAMP(6)",
                    "TIMESTAMP '9999-12-31 23:59:59.999999'"),
            of("C_TIMESTAMP9", "TIMESTAMP", Types.TIMESTAMP, 12, 9, "TIMESTAMP(9)",
                    "TIMESTAMP '2024-05-01 10:00:00.123456789'"),
            of("C_TIMESTAMP12", "TIMESTAMP", Types.TIMESTAMP, 13, 12, "VARCHAR(40)",
                    "'2024-05-01-10.00.00.123456789012'"));

    private Db2TypeCases() {
    }

    private static Case of(String column, String type, int jdbc, int size, int scale, String h2, String value) {
        return new Case(new Col(column, type, jdbc, type, size, scale, h2), value);
    }

    private static Case bits(String column, String type, int jdbc, String name, String h2, String value) {
        return new Case(new Col(column, type, jdbc, name, 4, 0, h2), value);
    }

    static void run() throws Exception {
        List<Col> cols = new ArrayList<>(List.of(AsnServer.ID));
        CASES.forEach(each -> cols.add(each.col()));
        String values = String.join(", ", CASES.stream().map(Case::value).toList());
        try (AsnServer server = new AsnServer(); Project project = new Project(Db2StandinTest.LOADER, server.port(),
                "DB2INST1.EVERY_TYPE", "[cdc_settings.primary_keys]\nEVERY_TYPE = \"ID\"\n")) {
            server.table("EVERY_TYPE", cols);
            server.register("EVERY_TYPE");
            server.transaction(() -> server.insert("EVERY_TYPE", "1, " + values));
            Promises.same(0, project.run("run", "--until-current"), "Db2: every type comes by snapshot");
            server.transaction(() -> {
                server.insert("EVERY_TYPE", "2, " + values);
                server.update("EVERY_TYPE", 2, "C_SMALLINT = C_SMALLINT");
            });
            Promises.same(0, project.run("run", "--until-current"), "Db2: every type comes by stream");
            Promises.same(Promises.golden("db2-types.txt"), Promises.lines(project.values("every_type")),
                    "each value is the same by snapshot and by stream, exactly, in the type of docs/sources/DB2.md");
        }
    }
}
