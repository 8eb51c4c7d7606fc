import java.util.ArrayList;
import java.util.List;

/** Every type that is documented, with ordinary and extreme values. */
final class Cases {

    private static final String DATE = "CASE WHEN isfinite($) THEN ($ - date '1970-01-01')::text ELSE $::text END";
    private static final String LOADED_DATE = "CASE WHEN isfinite($) THEN ($ - DATE '1970-01-01')::VARCHAR"
            + " ELSE $::VARCHAR END";
    private static final String MOMENT = "CASE WHEN isfinite($) THEN (extract(epoch FROM $) *"
            + " 1000000)::numeric(30,0)::text ELSE $::text END";
    private static final String LOADED_MOMENT = "CASE WHEN isfinite($) THEN epoch_us($)::VARCHAR ELSE $::VARCHAR END";
    private static final String TOO_LATE = "isfinite($) AND $ >= '294247-01-10 04:00:54.775807+00'";
    private static final String MICROS = "(extract(hour FROM $)::numeric * 3600000000 + extract(minute FROM $) *"
            + " 60000000 + extract(microseconds FROM $))::numeric(30,0)::text";
    private static final String LOADED_MICROS = "(hour($)::HUGEINT * 3600000000 + minute($) * 60000000 +"
            + " microsecond($))::VARCHAR";
    private static final String NUMERIC = "trim_scale($)::text";
    private static final String LOADED_NUMERIC = "java number";
    private static final String UNFIT = "$::text IN ('NaN', 'Infinity', '-Infinity') OR abs($) >= 1e29 OR $ <>"
            + " round($, 9)";

    private Cases() {
    }

    /** What has to be there before tables can be made; {@code geometry} and {@code vector} where they are not. */
    static final List<String> PREPARE = List.of(
            "CREATE EXTENSION IF NOT EXISTS hstore", "CREATE EXTENSION IF NOT EXISTS citext",
            "CREATE EXTENSION IF NOT EXISTS ltree",
            "CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'a,b \"c\"', '')",
            "CREATE TYPE pair AS (a integer, b text)",
            "CREATE DOMAIN posint AS integer CHECK (value > 0)",
            "CREATE DOMAIN price AS numeric(12,2)",
            "CREATE DOMAIN birthday AS date",
            "CREATE DOMAIN tags AS text[]");

    /** Base types with the text form of an extension that is not installed: the same bytes come over the wire. */
    static List<String> standIn(String type) {
        return List.of("CREATE TYPE " + type,
                "CREATE FUNCTION " + type + "_text_in(cstring) RETURNS " + type
                        + " LANGUAGE internal IMMUTABLE STRICT AS 'textin'",
                "CREATE FUNCTION " + type + "_text_out(" + type + ") RETURNS cstring LANGUAGE internal IMMUTABLE"
                        + " STRICT AS 'textout'",
                "CREATE TYPE " + type + " (INPUT = " + type + "_text_in, OUTPUT = " + type + "_text_out, LIKE = text)");
    }

    static List<Case> all() {
        List<Case> cases = new ArrayList<>();
        numbers(cases);
        texts(cases);
        times(cases);
        documents(cases);
        geometry(cases);
        own(cases);
        return cases;
    }

    private static void withArray(List<Case> cases, Case each) {
        cases.add(each);
        cases.add(each.array());
    }

    private static void numbers(List<Case> cases) {
        withArray(cases, Case.of("boolean", "BOOLEAN", "$::text", "$::VARCHAR", "true", "false"));
        withArray(cases, Case.of("smallint", "SMALLINT", "$::text", "$::VARCHAR", "(-32768)", "32767", "0"));
        withArray(cases, Case.of("integer", "INTEGER", "$::text", "$::VARCHAR", "(-2147483648)", "2147483647", "0"));
        withArray(cases, Case.of("bigint", "BIGINT", "$::text", "$::VARCHAR", "(-9223372036854775808)",
                "9223372036854775807", "0"));
        withArray(cases, Case.of("oid", "BIGINT", "$::text", "$::VARCHAR", "0", "4294967295"));
        withArray(cases, Case.of("real", "FLOAT", "encode(float4send($ + 0::real), 'hex')", "java float", "1.1",
                "'-0'::real", "0", "'NaN'::real", "'Infinity'::real", "'-Infinity'::real", "3.4028235e38", "1e-45",
                "-1.17549435e-38"));
        withArray(cases, Case.of("double precision", "DOUBLE", "encode(float8send($ + 0::float8), 'hex')",
                "java double", "1.1", "'-0'::float8", "0", "'NaN'::float8", "'Infinity'::float8", "'-Infinity'::float8",
                "1.7976931348623157e308", "5e-324", "0.1::float8 + 0.2", "1e23"));
        withArray(cases, Case.of("numeric(12,2)", "DECIMAL(12,2)", NUMERIC, LOADED_NUMERIC, "0", "-0.01",
                "9999999999.99", "-9999999999.99", "'NaN'").misfit("$::text = 'NaN'"));
        withArray(cases, Case.of("numeric(38,10)", "DECIMAL(38,10)", NUMERIC, LOADED_NUMERIC, "0.0000000001",
                "9999999999999999999999999999.9999999999", "-1234567890123456789012345678.0123456789"));
        cases.add(Case.of("numeric(38,0)", "DECIMAL(38,0)", NUMERIC, LOADED_NUMERIC,
                "99999999999999999999999999999999999999", "-99999999999999999999999999999999999999", "0"));
        cases.add(Case.of("numeric(2,5)", "DECIMAL(5,5)", NUMERIC, LOADED_NUMERIC, "0.00099", "-0.00001").note(
                "`numeric(p,s)` with s > p: DECIMAL(s,s)"));
        cases.add(Case.of("numeric(3,-2)", "DECIMAL(5,0)", NUMERIC, LOADED_NUMERIC, "99900", "-100").note(
                "`numeric(p,-s)`: DECIMAL(p+s,0)"));
        cases.add(Case.of("numeric(60,10)", "DECIMAL(38,9)", NUMERIC, LOADED_NUMERIC, "1.5", "0.0000000001",
                "12345678901234567890123456789012345678901234567890.0123456789").misfit(UNFIT)
                        .note("p > 38: as `numeric`"));
        withArray(cases, Case.of("numeric", "DECIMAL(38,9)", NUMERIC, LOADED_NUMERIC, "0", "-1.5", "1e10",
                "0.000000001", "0.0000000001", "99999999999999999999999999999.999999999",
                "100000000000000000000000000000", "123456789012345678901234567890123456789012345678901234567890",
                "'NaN'", "'Infinity'", "'-Infinity'", "repeat('9', 2000)::numeric", "1.10000000000").misfit(UNFIT));
        withArray(cases, Case.of("money", "DECIMAL(19,2)", "trim_scale($::numeric)::text", LOADED_NUMERIC,
                "1234.56::money", "(-0.01)::money", "'92233720368547758.07'::money", "'-92233720368547758.08'::money",
                "0::money"));
    }

    private static void texts(List<Case> cases) {
        String[] strings = {"'plain'", "''", "' '", "'NULL'", "'null'", "'{}'", "'a,b'", "'quote\" and '' and \\ back'",
                "'line\nfeed\ttab\rreturn'", "U&'\\0001\\0002\\001f\\007f\\0080'",
                "U&'\\+01F600 \\+01F468\\200D\\+01F469'", "U&'\\FFFD\\FEFF\\FFFE'", "'__debezium_unavailable_value'",
                "'2024-01-01T00:00:00Z'", "'infinity'"};
        String[] long_ = append(strings, "repeat('x', 1048576)", "repeat(U&'\\+01F600', 100000)");
        withArray(cases, Case.text("text", long_).notKey());
        cases.add(new Case("text_key", "text", "VARCHAR", List.of(strings), Case.TEXT, Case.LOADED_TEXT, "false",
                true, ""));
        withArray(cases, Case.text("varchar(50)", strings));
        withArray(cases, Case.text("char(5)", "'ab'", "''", "'abcde'", "U&'\\+01F600'").note(
                "with the blanks that PostgreSQL pads it with"));
        withArray(cases, Case.text("\"char\"", "'a'", "''"));
        withArray(cases, Case.text("name", "'a name'", "repeat('n', 63)::name"));
        withArray(cases, Case.text("citext", "'MiXed'", "''"));
        withArray(cases, Case.text("xml", "'<a b=\"1\">text<!-- c --></a>'::xml", "'plain, \"x\"'::xml").notKey());
        withArray(cases, Case.of("bytea", "BLOB", "md5(encode($, 'hex')) || length($)",
                "md5(lower(hex($))) || octet_length($)", "'\\x00ff0a5c22'::bytea", "''::bytea",
                "convert_to('__debezium_unavailable_value', 'UTF8')"));
        cases.add(new Case("bytea_long", "bytea", "BLOB", List.of("decode(repeat('00ff7f80', 262144), 'hex')"),
                "md5(encode($, 'hex')) || length($)", "md5(lower(hex($))) || octet_length($)", "false", false, ""));
        withArray(cases, Case.text("bit(1)", "B'1'", "B'0'").note("text of 0 and 1"));
        withArray(cases, Case.text("bit(10)", "B'1010101010'", "B'0000000000'").note("text of 0 and 1"));
        withArray(cases, Case.text("varbit", "B'1'", "B''", "B'101'", "repeat('10', 300)::varbit")
                .note("text of 0 and 1"));
    }

    private static String[] append(String[] some, String... more) {
        List<String> all = new ArrayList<>(List.of(some));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static void times(List<Case> cases) {
        withArray(cases, Case.of("date", "DATE", DATE, LOADED_DATE, "'2024-02-29'::date", "'infinity'::date",
                "'-infinity'::date", "'0001-01-01'::date", "'0044-03-15 BC'::date", "'4713-01-01 BC'::date",
                "'0001-12-31 BC'::date", "'0005-02-28 BC'::date", "'0100-02-28'::date", "'0100-03-01'::date",
                "'1582-10-04'::date", "'1582-10-15'::date", "'1582-10-05'::date", "'1582-10-10'::date",
                "'1582-10-14'::date", "'9999-12-31'::date", "'5874897-12-31'::date", "'1883-11-18'::date",
                "'1970-01-01'::date"));
        withArray(cases, Case.of("time", "TIME", MICROS, LOADED_MICROS, "'00:00:00'::time", "'23:59:59.999999'::time",
                "'04:05:06.000001'::time", "'04:05:06.789'::time"));
        cases.add(new Case("time_24", "time", "TIME", List.of("'24:00:00'::time"), MICROS,
                "CASE WHEN $ = TIME '24:00:00' THEN '86400000000' END", "false", true, ""));
        cases.add(new Case("time_24_array", "time[]", "TIME[]", List.of("'{24:00:00}'::time[]"), "$::text",
                "$::VARCHAR", "true", false, "24:00:00 in a list: variant column"));
        cases.add(Case.of("time(3)", "TIME", MICROS, LOADED_MICROS, "'23:59:59.999'::time", "'04:05:06.7'::time"));
        withArray(cases, Case.of("timetz", "TIMETZ", "format('%s', $ AT TIME ZONE 'UTC')", "$::VARCHAR",
                "'04:05:06.789+00'::timetz", "'04:05:06.000001-08:30'::timetz", "'23:59:59.999999+14'::timetz").note(
                        "the same time in UTC: Debezium's stream drops the offset").notKey());
        withArray(cases, Case.of("timestamp", "TIMESTAMP", MOMENT, LOADED_MOMENT,
                "'2024-05-01 10:00:00.123456'::timestamp", "'infinity'::timestamp", "'-infinity'::timestamp",
                "'0001-01-01 00:00:00'::timestamp", "'0044-03-15 01:02:03.000001 BC'::timestamp",
                "'4713-01-01 00:00:00 BC'::timestamp", "'1582-10-10 12:00:00'::timestamp",
                "'9999-12-31 23:59:59.999999'::timestamp", "'294247-01-10 04:00:54.775806'::timestamp",
                "'294247-01-10 04:00:54.775807'::timestamp", "'294276-12-31 23:59:59.999999'::timestamp",
                "'2024-03-31 02:30:00'::timestamp", "'2024-03-10 02:30:00'::timestamp",
                "'1969-12-31 23:59:59.999999'::timestamp").misfit(TOO_LATE));
        cases.add(Case.of("timestamp(0)", "TIMESTAMP", MOMENT, LOADED_MOMENT, "'2024-05-01 10:00:00'::timestamp"));
        cases.add(Case.of("timestamp(3)", "TIMESTAMP", MOMENT, LOADED_MOMENT, "'2024-05-01 10:00:00.123'::timestamp",
                "'infinity'::timestamp"));
        withArray(cases, Case.of("timestamptz", "TIMESTAMPTZ", MOMENT, LOADED_MOMENT,
                "'2024-05-01 10:00:00.123456+02'::timestamptz", "'infinity'::timestamptz", "'-infinity'::timestamptz",
                "'0001-01-01 00:00:00+00'::timestamptz", "'0044-03-15 01:02:03.000001+00 BC'::timestamptz",
                "'4713-01-02 00:00:00+00 BC'::timestamptz", "'9999-12-31 23:59:59.999999+00'::timestamptz",
                "'2024-03-31 01:00:00+00'::timestamptz", "'2024-10-27 00:30:00+00'::timestamptz",
                "'2024-10-27 01:30:00+00'::timestamptz", "'1850-01-01 00:00:00+00'::timestamptz",
                "'294276-12-31 20:00:00+00'::timestamptz").misfit(TOO_LATE));
        withArray(cases, Case.of("interval", "INTERVAL",
                "(extract(year FROM $) * 12 + extract(month FROM $))::numeric(30,0) || '/' || extract(day FROM"
                        + " $)::numeric(30,0) || '/' || " + MICROS,
                "(year($) * 12 + month($)) || '/' || day($) || '/' || " + LOADED_MICROS,
                "'1 year 2 mons 3 days 04:05:06.789'::interval", "'0'::interval",
                "'-1 mons +3 days -04:05:06.000001'::interval", "'1 mon -30 days'::interval",
                "'-178000000 years'::interval", "'178000000 years'::interval",
                "'2147483647 days'::interval", "'-2147483648 days'::interval", "'1000000 hours'::interval",
                "'-00:00:00.5'::interval", "'-00:00:00.000001'::interval", "'2147483647:59:59.999999'::interval",
                "'1 day'::interval", "'24 hours'::interval"));
        String infinite = "(CASE WHEN current_setting('server_version_num')::int < 170000 THEN '1 day' ELSE"
                + " '%sinfinity' END)::interval";
        cases.add(new Case("interval_infinite_snapshot", "interval", "INTERVAL", List.of(infinite.formatted(""),
                infinite.formatted("-")), "$::text", "$::VARCHAR", "NOT isfinite($)", false,
                "infinite: variant column, by snapshot only"));
        cases.add(new Case("interval_infinite_array", "interval[]", "INTERVAL[]",
                List.of("ARRAY[" + infinite.formatted("")
                + ", '1 day']", "ARRAY[" + infinite.formatted("-") + "]"), "array_to_string($, '|')",
                "array_to_string($::VARCHAR[], '|')", "EXISTS (SELECT 1 FROM unnest($) u(e) WHERE NOT isfinite(e))",
                false, "infinite in a list: variant column"));
    }

    private static void documents(List<Case> cases) {
        withArray(cases, Case.text("uuid", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid",
                "'00000000-0000-0000-0000-000000000000'::uuid", "'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid")
                        .as("UUID"));
        withArray(cases, Case.text("json", "'{\"a\":1,  \"a\":2}'::json", "'null'::json", "'\"text\"'::json",
                "'[]'::json", "'{\"big\":12345678901234567890123456789012345678901234567890.5e10}'::json",
                "'{\"u\":\"\\u0001\\ud83d\\ude00 \\\\ \\\" \"}'::json", "'\"__debezium_unavailable_value\"'::json",
                "('\"' || repeat('j', 100000) || '\"')::json").notKey().as("JSON"));
        cases.add(new Case("json_surrogate", "json", "JSON", List.of("'{\"a\":\"\\ud800\"}'::json",
                "'[\"\\u0000\"]'::json"),
                Case.TEXT, Case.LOADED_TEXT, "$::text LIKE '%ud800%'", false,
                "with half of a surrogate pair: variant column"));
        withArray(cases, Case.text("jsonb", "'{\"b\":1,\"a\":[1,2,{\"c\":null}]}'::jsonb", "'null'::jsonb",
                "'\"text\"'::jsonb", "'12345678901234567890123456789012345678901234567890.5'::jsonb").as("JSON"));
        Case hstore = Case.of("hstore", "JSON", "hstore_to_json($)::text", "$::VARCHAR",
                "'longer=>1, b=>NULL, a=>\"x \\\" \\\\ y\"'::hstore", "''::hstore",
                "hstore('k', E'line\\nfeed\\t\\u0001')",
                "hstore('NULL', 'null')", "hstore(U&'\\+01F600', '=>')", "hstore('', '')",
                "hstore('__debezium_unavailable_value', '__debezium_unavailable_value')");
        withArray(cases, hstore.note("a JSON object of texts"));
        withArray(cases, Case.text("inet", "'192.168.0.1'::inet", "'10.0.0.0/8'::inet", "'::1'::inet",
                "'2001:db8::/32'::inet"));
        withArray(cases, Case.text("cidr", "'10.0.0.0/8'::cidr", "'2001:db8::/32'::cidr"));
        withArray(cases, Case.text("macaddr", "'08:00:2b:01:02:03'::macaddr"));
        withArray(cases, Case.text("macaddr8", "'08:00:2b:01:02:03:04:05'::macaddr8"));
        withArray(cases, Case.text("tsvector", "to_tsvector('simple', 'a fat cat''s \"quote\"')", "''::tsvector"));
        cases.add(Case.text("refcursor", "'a cursor'::refcursor", "''::refcursor").array());
        cases.add(Case.text("tsquery", "'fat & (rat | !cat)'::tsquery"));
        withArray(cases, Case.text("int4range", "'[1,10)'::int4range", "'empty'::int4range", "'(,)'::int4range"));
        withArray(cases, Case.text("int8range", "'[1,10)'::int8range"));
        withArray(cases, Case.text("numrange", "'(1.5,2.25]'::numrange"));
        withArray(cases, Case.text("daterange", "'[2024-01-01,infinity)'::daterange"));
        withArray(cases, Case.text("tsrange", "'[2024-01-01 10:00:00.000001,)'::tsrange"));
        withArray(cases, Case.of("tstzrange", "VARCHAR", "format('%s', $)", "$",
                "'[2024-01-01 10:00:00+00,2024-07-01 10:00:00+00)'::tstzrange").note("moments in UTC"));
        withArray(cases, Case.text("int4multirange", "'{[1,3), [5,7)}'::int4multirange", "'{}'::int4multirange"));
        cases.add(Case.text("datemultirange", "'{[2024-01-01,2024-02-01)}'::datemultirange"));
        withArray(cases, Case.text("ltree", "'Top.Science.Astronomy'::ltree", "''::ltree"));
        cases.add(Case.text("pg_lsn", "'16/B374D848'::pg_lsn"));
        cases.add(Case.text("xid8", "'18446744073709551615'::xid8"));
        cases.add(Case.text("regclass", "'pg_class'::regclass").notKey());
        cases.add(Case.text("tid", "'(1,2)'::tid").notKey());
        cases.add(Case.of("oidvector", "BIGINT[]", "replace($::text, ' ', '|')", "array_to_string($, '|')",
                "'1 2 4294967295'::oidvector", "''::oidvector").notKey());
        cases.add(Case.of("int2vector", "SMALLINT[]", "replace($::text, ' ', '|')", "array_to_string($, '|')",
                "'1 -2 3'::int2vector").notKey());
    }

    private static void geometry(List<Case> cases) {
        withArray(cases, Case.of("point", "BLOB", "encode(float8send($[0]) || float8send($[1]), 'hex')", "java point",
                "'(1.5,-2)'::point", "'(-0,0)'::point", "'(Infinity,NaN)'::point", "'(1e300,5e-324)'::point").notKey()
                .note("well-known binary"));
        String[] shapes = {"box '((1,2),(3.5,1e20))'", "circle '<(1,2),3e-7>'", "line '{1,-2,3}'",
                "lseg '[(0,0),(1,1.1)]'", "path '[(0,0),(1,1),(2,0)]'", "path '((0,0),(1,1),(2,1e15))'",
                "polygon '((0,0),(1,1),(2,0.1))'"};
        for (String shape : shapes) {
            String type = shape.substring(0, shape.indexOf(' '));
            Case each = Case.text(type, "'" + shape.substring(shape.indexOf('\'') + 1) + "::" + type).notKey();
            if (shape.startsWith("path '(")) {
                each = new Case("path_closed", each.type(), each.duckdb(), each.values(), each.server(), each.loaded(),
                        each.misfit(), false, "");
            }
            cases.add(each);
        }
        cases.add(Case.text("box[]", "ARRAY['((1,2),(3,4))'::box, NULL, '((0,0),(1,1))'::box]").as("VARCHAR[]")
                .notKey());
        Case boxes = cases.remove(cases.size() - 1);
        cases.add(new Case("box_array", "box[]", "VARCHAR[]", boxes.values(),
                "(SELECT string_agg(coalesce(e::text, 'NULL'), '|' ORDER BY o) FROM unnest($) WITH ORDINALITY u(e, o))",
                "array_to_string(list_transform($, lambda e: coalesce(e, 'NULL')), '|')", "false", false, ""));
        cases.add(Case.of("geometry", "BLOB", "lower(format('%s', $))", "lower(hex($))",
                "'0101000020E6100000000000000000F03F0000000000000040'::geometry").notKey()
                .note("PostGIS: extended well-known binary, with the SRID"));
        cases.add(Case.of("geography", "BLOB", "lower(format('%s', $))", "lower(hex($))",
                "'0101000020E6100000000000000000F03F0000000000000040'::geography").notKey()
                .note("PostGIS: extended well-known binary, with the SRID"));
        String floats = "(SELECT string_agg(encode(float4send(x::real), 'hex'), '|' ORDER BY o)"
                + " FROM unnest(string_to_array(trim(BOTH '[]' FROM format('%s', $)), ',')) WITH ORDINALITY u(x, o))";
        cases.add(Case.of("vector", "FLOAT[]", floats, "java float", "'[1,2.5,-3e-20]'::vector").notKey()
                .note("pgvector"));
        cases.add(Case.of("halfvec", "FLOAT[]", floats, "java float", "'[1,2.5,-3]'::halfvec").notKey()
                .note("pgvector"));
        cases.add(Case.text("sparsevec", "'{1:1.5,3:2}/5'::sparsevec").notKey().note("pgvector"));
    }

    private static void own(List<Case> cases) {
        withArray(cases, Case.text("mood", "'sad'::mood", "'it''s ok'::mood", "'a,b \"c\"'::mood", "''::mood")
                .note("an enum"));
        withArray(cases, Case.text("pair", "ROW(1, 'x')::pair", "ROW(NULL, 'a,b \"c\" (d)')::pair",
                "ROW(NULL, NULL)::pair")
                .note("a composite type: its text"));
        cases.add(Case.of("posint", "INTEGER", "$::text", "$::VARCHAR", "1", "2147483647")
                .note("a domain: as its base type"));
        cases.add(Case.of("price", "DECIMAL(12,2)", NUMERIC, LOADED_NUMERIC, "1.10", "-9999999999.99")
                .note("a domain"));
        cases.add(Case.of("birthday", "DATE", DATE, LOADED_DATE, "'0044-03-15 BC'::date", "'infinity'::date")
                .note("a domain"));
        cases.add(Case.of("posint[]", "VARCHAR[]", "array_to_string($, '|', 'NULL')",
                "array_to_string(list_transform($, lambda e: coalesce(e, 'NULL')), '|')", "ARRAY[1,2]::posint[]",
                "ARRAY[NULL,7]::posint[]").notKey().note("an array of a domain: its elements' texts"));
        cases.add(Case.of("tags", "VARCHAR[]", "array_to_string($, '|', 'NULL')",
                "array_to_string(list_transform($, lambda e: coalesce(e, 'NULL')), '|')", "ARRAY['a','b,c']::tags")
                        .notKey()
                .note("a domain over an array"));
        cases.add(Case.of("integer[][]", "JSON", "array_to_json($)::text", "$::VARCHAR",
                "'{{1,2},{3,NULL}}'::integer[]", "'{}'::integer[]", "'{1}'::integer[]", "'[0:1]={5,6}'::integer[]")
                        .notKey().note("declared with several dimensions"));
        cases.add(Case.of("text[][]", "JSON", "array_to_json($)::text", "$::VARCHAR",
                "ARRAY[['a','b \"c\" \\'],['NULL',NULL]]::text[]", "'{{{x}}}'::text[]").notKey()
                        .note("declared with several dimensions"));
        cases.add(Case.of("double precision[][]", "JSON", "array_to_json($)::text", "$::VARCHAR",
                "'{{1.5,NaN},{-Infinity,1e300}}'::float8[]").notKey().note("declared with several dimensions"));
        cases.add(Case.text("strange", "'anything'::strange").notKey().note(
                "a type that is not known: its text, and a warning that names the column"));
    }
}
