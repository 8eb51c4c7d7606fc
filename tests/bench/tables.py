"""The benchmark's two tables, in PostgreSQL's and in MySQL's SQL, and what adds up in a copy that is right."""
from collections import namedtuple

# type and value by kind of source; value is an expression over i, the row's number, or None for the default.
Column = namedtuple("Column", "name type value")
# checks: sums by kind of source, and for the copy in DuckDB.
Table = namedtuple("Table", "name columns checks")


def column(name, types, values):
    return Column(name, dict(zip(("postgres", "mysql"), types)), values and dict(zip(("postgres", "mysql"), values)))


def same(name, one_type, value):
    return column(name, (one_type, one_type), (value, value))


ID_SUM = {"postgres": "sum(id)", "mysql": "sum(id)", "duckdb": "sum(id)"}

# Every change of a row gives its name another number at the end, so that the sum of these tells a stale row.
ITEMS = Table("items", [
    column("id", ("serial PRIMARY KEY", "int AUTO_INCREMENT PRIMARY KEY"), ("i", "i")),
    same("name", "varchar(100)", "CONCAT('name ', i)"),
    same("email", "varchar(100)", "CONCAT('user', i, '@example.com')"),
    same("amount", "numeric(12,2)", "i * 1.37"),
    same("active", "boolean", "i % 2 = 0"),
    column("created", ("timestamptz DEFAULT now()", "timestamp(6) DEFAULT CURRENT_TIMESTAMP(6)"), None),
], [
    ID_SUM,
    {"postgres": "sum(substring(name FROM '[0-9]+$')::bigint)",
     "mysql": "sum(CAST(REGEXP_SUBSTR(name, '[0-9]+$') AS SIGNED))",
     "duckdb": "sum(regexp_extract(name, '[0-9]+$')::BIGINT)"},
    {"postgres": "sum(amount * 100)", "mysql": "sum(amount * 100)", "duckdb": "sum(amount * 100)"},
])


def wide_columns():
    """60: the key, 57 of eight types, json, 2,048 characters of text that hardly compress."""
    yield column("id", ("int PRIMARY KEY", "int PRIMARY KEY"), ("i", "i"))
    for n in range(57):
        kind, name = n % 8, f"c{n}"
        if kind == 0:
            yield same(name, "int", f"i % 1000 + {n}")
        elif kind == 1:
            yield same(name, "bigint", f"i * 3000000019 + {n}")
        elif kind == 2:
            yield same(name, "numeric(18,4)", f"i * 0.37 + {n}")
        elif kind == 3:
            yield column(name, ("double precision", "double"), (f"i / 7.0 + {n}", f"i / 7.0 + {n}"))
        elif kind == 4:
            yield same(name, "boolean", f"i % {n + 2} = 0")
        elif kind == 5:
            yield same(name, "varchar(40)", f"CONCAT('value ', i % 1000, ' of column {n}')")
        elif kind == 6:
            yield column(name, ("date", "date"), (
                f"date '2020-01-01' + (i + {n}) % 3650", f"DATE_ADD('2020-01-01', INTERVAL (i + {n}) % 3650 DAY)"))
        else:
            yield column(name, ("timestamptz", "timestamp(6)"), (
                f"timestamptz '2026-01-01 00:00:00Z' + i * interval '{n} millisecond'",
                f"TIMESTAMPADD(MICROSECOND, i * {n}000, '2026-01-01 00:00:00')"))
    yield column("document", ("jsonb", "json"), (
        "jsonb_build_object('n', i, 'name', CONCAT('name ', i), 'tags', jsonb_build_array('a', i % 10))",
        "JSON_OBJECT('n', i, 'name', CONCAT('name ', i), 'tags', JSON_ARRAY('a', i % 10))"))
    yield column("body", ("text", "text"), (
        "CONCAT(" + ", ".join(f"encode(sha512((i * 16 + {k})::text::bytea), 'hex')" for k in range(16)) + ")",
        "CONCAT(" + ", ".join(f"SHA2(i * 16 + {k}, 512)" for k in range(16)) + ")"))


WIDE = Table("wide", list(wide_columns()), [
    ID_SUM,
    {"postgres": "sum(c2 * 10000)", "mysql": "sum(c2 * 10000)", "duckdb": "sum(c2 * 10000)"},
    {"postgres": "sum(length(body))", "mysql": "sum(length(body))", "duckdb": "sum(length(body))"},
])
