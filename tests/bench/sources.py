"""The source database: PostgreSQL or MySQL under one set of methods, and the SQL in which they differ."""
import time
from collections import namedtuple

Server = namedtuple("Server", "host port user password database")
ROWS_AT_ONCE = 100_000


class Source:
    """A connection that commits each statement; SQL goes through execute and rows."""

    def __init__(self, server):
        self.server = server
        self.connection = self.connect()

    def execute(self, *statements):
        with self.connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def rows(self, query):
        with self.connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    def transaction(self, statements):
        """All of them, or none."""
        self.execute(self.BEGIN)
        try:
            self.execute(*statements)
            self.execute("COMMIT")
        except BaseException:
            self.execute("ROLLBACK")
            raise

    def create(self, table):
        self.execute(f"DROP TABLE IF EXISTS {table.name}")
        columns = ", ".join(f"{column.name} {column.type[self.kind]}" for column in table.columns)
        self.execute(f"CREATE TABLE {table.name} ({columns})", *self.after_create(table.name))

    def fill(self, table, first, last):
        """Rows with these ids."""
        filled = [column for column in table.columns if column.value]
        names = ", ".join(column.name for column in filled)
        values = ", ".join(column.value[self.kind] for column in filled)
        for start in range(first, last + 1, ROWS_AT_ONCE):
            end = min(last, start + ROWS_AT_ONCE - 1)
            self.execute(self.numbered(f"INSERT INTO {table.name} ({names})", values, start, end))
        self.execute(self.ANALYZE.format(table.name))

    def fill_row(self, table, number):
        """One row, in a transaction of its own."""
        filled = [column for column in table.columns if column.value]
        self.execute(f"INSERT INTO {table.name} ({', '.join(column.name for column in filled)}) SELECT "
                     + ", ".join(column.value[self.kind] for column in filled) + f" FROM (SELECT {number} AS i) AS n")

    def sums(self, table):
        """What a loaded copy has to add up to: the number of rows, then the table's own sums."""
        expressions = ", ".join(["count(*)"] + [check[self.kind] for check in table.checks])
        return [int(value or 0) for value in self.rows(f"SELECT {expressions} FROM {table.name}")[0]]


class Postgres(Source):
    kind, loader, engine = "postgres", "DebeziumDltLoader", "EngineOnly"
    pipeline, dataset = "debezium_cdc", "debezium_data"
    BEGIN, ANALYZE = "BEGIN", "VACUUM ANALYZE {}"
    PUBLICATION, KEPT = "bench_pub", "bench_kept"

    def connect(self):
        import psycopg
        host, port, user, password, database = self.server
        return psycopg.connect(host=host, port=port, user=user, password=password, dbname=database, autocommit=True)

    def version(self):
        return "PostgreSQL " + self.rows("SHOW server_version")[0][0]

    def after_create(self, name):
        return [f"ALTER TABLE {name} REPLICA IDENTITY FULL", f"DROP PUBLICATION IF EXISTS {self.PUBLICATION}",
                f"CREATE PUBLICATION {self.PUBLICATION} FOR TABLE {name}"]

    def numbered(self, insert, values, first, last):
        return f"{insert} SELECT {values} FROM generate_series({first}, {last}) AS n(i)"

    def captured(self, name):
        return f"public.{name}"

    def settings(self, slot):
        """Lines of [sources.debezium]; the publication is there already, for all peers the same."""
        return (f'slot_name = "{slot}"\npublication_name = "{self.PUBLICATION}"\n'
                'publication_autocreate_mode = "disabled"\n')

    def forget(self, slot):
        """Drops a slot, once the process that used it is noticed to be gone."""
        self.rows(f"SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '{slot}'"
                  " AND active")
        end = time.monotonic() + 30
        while self.rows(f"SELECT 1 FROM pg_replication_slots WHERE slot_name = '{slot}'"):
            try:
                self.rows(f"SELECT pg_drop_replication_slot('{slot}')")
            except Exception:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)

    def keep_log(self):
        """From here on the log is kept, so that it can be read again and again."""
        self.forget(self.KEPT)
        self.rows(f"SELECT pg_create_logical_replication_slot('{self.KEPT}', 'pgoutput')")

    def rewind(self, slot):
        """Makes a slot anew that stands where keep_log was called."""
        self.forget(slot)
        self.rows(f"SELECT pg_copy_logical_replication_slot('{self.KEPT}', '{slot}')")

    def close(self):
        for (slot,) in self.rows("SELECT slot_name FROM pg_replication_slots WHERE slot_name LIKE 'bench%'"):
            self.forget(slot)
        self.connection.close()


class Mysql(Source):
    """Its log has no slots: whoever knows a position reads on from there, as often as he likes."""

    kind, loader, engine = "mysql", "DebeziumDltLoaderMysql", "EngineOnlyMysql"
    pipeline, dataset = "mysql_cdc", "mysql_cdc_data"
    BEGIN, ANALYZE = "START TRANSACTION", "ANALYZE TABLE {}"

    def connect(self):
        import pymysql
        host, port, user, password, database = self.server
        connection = pymysql.connect(host=host, port=int(port), user=user, password=password, database=database,
                                     autocommit=True)
        with connection.cursor() as cursor:
            cursor.execute("SET SESSION cte_max_recursion_depth = 4294967295")
            cursor.execute("SET SESSION time_zone = '+00:00'")
        return connection

    def version(self):
        return "MySQL " + self.rows("SELECT version()")[0][0]

    def after_create(self, name):
        return []

    def numbered(self, insert, values, first, last):
        return (f"{insert} WITH RECURSIVE n(i) AS (SELECT CAST({first} AS SIGNED) UNION ALL"
                f" SELECT i + 1 FROM n WHERE i < {last}) SELECT {values} FROM n")

    def captured(self, name):
        return f"{self.server.database}.{name}"

    def settings(self, slot):
        return ""

    def forget(self, slot):
        pass

    def keep_log(self):
        pass

    def rewind(self, slot):
        pass

    def close(self):
        self.connection.close()


KINDS = {"postgres": Postgres, "mysql": Mysql}
