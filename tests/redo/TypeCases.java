package redo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import oracle.jdbc.OracleTypes;
import redo.RedoServer.Col;
import redo.RedoServer.Transaction;

/** Every type of Oracle's, with a value by snapshot and the same by LogMiner's text, as tests/redo/types.txt has it. */
final class TypeCases {

    /** A column, its value in H2's SQL, and as LogMiner writes it. */
    private record Case(Col col, String value, String redo) {
    }

    private static final String DATE = ", 'YYYY-MM-DD HH24:MI:SS')";
    private static final List<Case> CASES = List.of(
            of("C_INT2", "NUMBER", Types.NUMERIC, 2, 0, "NUMERIC(2)", "99", "'99'"),
            of("C_INT4", "NUMBER", Types.NUMERIC, 4, 0, "NUMERIC(4)", "-9999", "'-9999'"),
            of("C_INT9", "NUMBER", Types.NUMERIC, 9, 0, "NUMERIC(9)", "999999999", "'999999999'"),
            of("C_INT18", "NUMBER", Types.NUMERIC, 18, 0, "NUMERIC(18)", "999999999999999999", "'999999999999999999'"),
            of("C_INT38", "NUMBER", Types.NUMERIC, 38, 0, "NUMERIC(38)", "99999999999999999999999999999999999999",
                    "'99999999999999999999999999999999999999'"),
            of("C_DECIMAL", "NUMBER", Types.NUMERIC, 38, 10, "NUMERIC(38,10)",
                    "9999999999999999999999999999.9999999999", "'9999999999999999999999999999.9999999999'"),
            of("C_ROUNDED", "NUMBER", Types.NUMERIC, 5, -2, "NUMERIC(7)", "12300", "'12300'"),
            of("C_SMALL", "NUMBER", Types.NUMERIC, 3, 5, "NUMERIC(5,5)", "0.00123", "'.00123'"),
            of("C_NUMBER", "NUMBER", Types.NUMERIC, 0, -127, "DECFLOAT(40)", "12345.678901234", "'12345.678901234'"),
            of("C_NUMBER_WIDE", "NUMBER", Types.NUMERIC, 0, -127, "DECFLOAT(40)", "1.0000000000000001E-15",
                    "'.0000000000000010000000000000001'"),
            of("C_FLOAT", "FLOAT", Types.FLOAT, 126, null, "DECFLOAT(40)", "3.14159265", "'3.14159265'"),
            of("C_BINARY_FLOAT", "BINARY_FLOAT", OracleTypes.BINARY_FLOAT, 4, null, "REAL", "1.1", "'1.10000002E+000'"),
            of("C_BINARY_DOUBLE", "BINARY_DOUBLE", OracleTypes.BINARY_DOUBLE, 8, null, "DOUBLE PRECISION",
                    "1.7976931348623157E308", "'1.7976931348623157E+308'"),
            of("C_CHAR", "CHAR", Types.CHAR, 5, null, "CHAR(5)", "'ab   '", "'ab   '"),
            of("C_VARCHAR2", "VARCHAR2", Types.VARCHAR, 20, null, "VARCHAR(20)", "'it''s \u017elu\u0165'",
                    "'it''s \u017elu\u0165'"),
            of("C_NVARCHAR2", "NVARCHAR2", Types.NVARCHAR, 20, null, "VARCHAR(20)", "'\u017e\uD83D\uDE00'",
                    "UNISTR('\\017E\\D83D\\DE00')"),
            of("C_DATE", "DATE", Types.TIMESTAMP, 7, null, "TIMESTAMP(0)", "TIMESTAMP '2024-05-01 10:11:12'",
                    "TO_DATE('2024-05-01 10:11:12'" + DATE),
            of("C_DATE_LAST", "DATE", Types.TIMESTAMP, 7, null, "TIMESTAMP(0)", "TIMESTAMP '9999-12-31 23:59:59'",
                    "TO_DATE('9999-12-31 23:59:59'" + DATE),
            of("C_DATE_1582", "DATE", Types.TIMESTAMP, 7, null, "TIMESTAMP(0)", "TIMESTAMP '1582-10-15 00:00:00'",
                    "TO_DATE('1582-10-15 00:00:00'" + DATE),
            of("C_DATE_OLD", "DATE", Types.TIMESTAMP, 7, null, "TIMESTAMP(0)", "TIMESTAMP '1500-01-01 00:00:00'",
                    "TO_DATE('1500-01-01 00:00:00'" + DATE),
            of("C_TIMESTAMP", "TIMESTAMP(6)", Types.TIMESTAMP, 11, 6, "TIMESTAMP(6)",
                    "TIMESTAMP '2024-05-01 10:11:12.123456'", "TO_TIMESTAMP('2024-05-01 10:11:12.123456000')"),
            of("C_TIMESTAMP9", "TIMESTAMP(9)", Types.TIMESTAMP, 11, 9, "TIMESTAMP(9)",
                    "TIMESTAMP '2024-05-01 10:11:12.123456789'", "TO_TIMESTAMP('2024-05-01 10:11:12.123456789')"),
            of("C_TZ", "TIMESTAMP(6) WITH TIME ZONE", OracleTypes.TIMESTAMPTZ, 13, 6, "TIMESTAMP(6) WITH TIME ZONE",
                    "TIMESTAMP WITH TIME ZONE '2024-05-01 10:11:12.123456+05:30'",
                    "TO_TIMESTAMP_TZ('2024-05-01 10:11:12.123456000 +05:30')"),
            of("C_TZ_1969", "TIMESTAMP(6) WITH TIME ZONE", OracleTypes.TIMESTAMPTZ, 13, 6,
                    "TIMESTAMP(6) WITH TIME ZONE", "TIMESTAMP WITH TIME ZONE '1969-12-31 23:59:59.5+00:00'",
                    "TO_TIMESTAMP_TZ('1969-12-31 23:59:59.500000000 +00:00')"),
            of("C_LTZ", "TIMESTAMP(6) WITH LOCAL TIME ZONE", OracleTypes.TIMESTAMPLTZ, 11, 6,
                    "TIMESTAMP(6) WITH TIME ZONE", "TIMESTAMP WITH TIME ZONE '2024-05-01 10:11:12.123456+00:00'",
                    "TO_TIMESTAMP_TZ('2024-05-01 10:11:12.123456000 +00:00')"),
            of("C_MONTHS", "INTERVAL YEAR(2) TO MONTH", OracleTypes.INTERVALYM, 2, 0, "INTERVAL YEAR TO MONTH",
                    "INTERVAL '-3-6' YEAR TO MONTH", "TO_YMINTERVAL('-03-06')"),
            of("C_SECONDS", "INTERVAL DAY(2) TO SECOND(6)", OracleTypes.INTERVALDS, 2, 6,
                    "INTERVAL DAY TO SECOND(9)", "INTERVAL '-1 2:3:4.56' DAY TO SECOND",
                    "TO_DSINTERVAL('-01 02:03:04.560000')"),
            of("C_SECONDS9", "INTERVAL DAY(2) TO SECOND(9)", OracleTypes.INTERVALDS, 2, 9,
                    "INTERVAL DAY TO SECOND(9)", "INTERVAL '0 0:0:1.123456789' DAY TO SECOND(9)",
                    "TO_DSINTERVAL('+00 00:00:01.123456789')"),
            of("C_RAW", "RAW", OracleTypes.RAW, 16, null, "VARBINARY(16)", "X'00FF'", "HEXTORAW('00FF')"),
            of("C_ROWID", "ROWID", OracleTypes.ROWID, 10, null, "VARCHAR(18)", "'AAAShYAAFAAAAFfAAA'",
                    "'AAAShYAAFAAAAFfAAA'"),
            of("C_CLOB", "CLOB", Types.CLOB, 4000, null, "CLOB", "'clob'", "'clob'"),
            of("C_BLOB", "BLOB", Types.BLOB, 4000, null, "BLOB", "X'0102'", "HEXTORAW('0102')"));

    private TypeCases() {
    }

    private static Case of(String name, String type, int jdbc, int size, Integer scale, String h2, String value,
            String redo) {
        return new Case(new Col(name, type, jdbc, size, scale, h2), value, redo);
    }

    static void run() throws Exception {
        List<Col> cols = new ArrayList<>(List.of(RedoTest.ITEM.get(0)));
        CASES.forEach(each -> cols.add(each.col()));
        String names = cols.stream().map(Col::name).collect(Collectors.joining(", "));
        String redo = CASES.stream().map(Case::redo).collect(Collectors.joining(", "));
        try (RedoServer server = new RedoServer(); Project project = new Project(server.url(), "MYUSER.EVERY_TYPE",
                "[cdc_settings.primary_keys]\nEVERY_TYPE = \"ID\"\n")) {
            server.table("EVERY_TYPE", cols);
            server.sql("INSERT INTO MYUSER.EVERY_TYPE VALUES(1, " + CASES.stream().map(Case::value)
                    .collect(Collectors.joining(", ")) + ")");
            RedoTest.same(0, project.run("run", "--until-current"), "every type comes by snapshot");
            Transaction two = server.begin(2);
            two.log("insert into \"MYUSER\".\"EVERY_TYPE\"(" + RedoServer.quoted(names) + ") values ('2',"
                    + redo.replace("', ", "',").replace("), ", "),") + ");", "EVERY_TYPE", 1);
            two.commit();
            RedoTest.same(0, project.run("run", "--until-current"), "every type comes by stream");
            List<String> found = new ArrayList<>();
            for (String type : project.rows("SELECT column_name || ' ' || column_type FROM (DESCRIBE every_type)"
                    + " WHERE column_name LIKE 'c\\_%' ESCAPE '\\'")) {
                List<String> both = project.rows("SELECT coalesce(" + type.replaceAll(" .*", "") + "::VARCHAR, '-')"
                        + " FROM every_type ORDER BY id");
                found.add(type + " = " + (both.get(0).equals(both.get(both.size() - 1)) ? both.get(0) : both));
            }
            RedoTest.same(Files.readString(Path.of("tests/redo/types.txt")), found.stream().map(row -> row + "\n")
                    .collect(Collectors.joining()), "each value is the same by snapshot and by LogMiner's text");
        }
    }
}
