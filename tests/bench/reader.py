"""
A reader of the DuckDB file: opens it read-only as others would, tries again while it is locked. One DuckDB that attaches the
file and lets go of it, as the loader does: starting a DuckDB for each look (duckdb.connect) would take longer than the look.
"""
import json
import os
import time

import duckdb

LOOK_SECONDS = 0.001
# The file's time stamp is coarse: two changes may have the same.
LOOK_ANYWAY_SECONDS = 0.1
_database = None
_served = None


def value(file, query):
    """The first field of a query's only row; None while the file is locked or has no such table yet."""
    global _database
    _database = _database or duckdb.connect()
    try:
        _database.execute(f"ATTACH '{file}' AS looked_at (READ_ONLY)")
    except duckdb.IOException:
        return None
    try:
        _database.execute("USE looked_at")
        return _database.execute(query).fetchone()[0]
    except duckdb.CatalogException:
        return None
    finally:
        _database.execute("USE memory")
        _database.execute("DETACH looked_at")


def seen(file, query, wanted, patience, alive=lambda: True):
    """
    Waits until the query's value is at least the wanted one; the time at which it was read (seconds since 1970), None if
    it did not come within so many seconds. Opens the file only when it has changed, as a reader who keeps it open all the
    time would make the loader wait.
    """
    end = time.monotonic() + patience
    looked, opened_at, refused = None, 0, False
    while time.monotonic() < end and alive():
        now = stamp(file)
        if now and (now != looked or refused or time.monotonic() - opened_at > LOOK_ANYWAY_SECONDS):
            looked, opened_at = now, time.monotonic()
            found = value(file, query)
            if found is not None and found >= wanted:
                return time.time()
            refused = found is None
        time.sleep(LOOK_SECONDS)
    return None


def served(note, query, wanted, patience, extensions, alive=lambda: True):
    """As seen, of a file that is served: asked as one who has attached the server whose address and token are in the note."""
    global _served
    end = time.monotonic() + patience
    while time.monotonic() < end and alive():
        try:
            _served = _served or attached(note, extensions)
            found = _served.execute("SELECT * FROM quack_query_by_name('served', ?)", [query]).fetchone()[0]
            if found >= wanted:
                return time.time()
        except (OSError, ValueError, duckdb.Error):
            _served = None        # not served yet, or another one, or without this table
        time.sleep(LOOK_SECONDS)
    return None


def attached(note, extensions):
    """A DuckDB that has attached the server."""
    with open(note) as file:
        server = json.load(file)
    connection = duckdb.connect(config={"extension_directory": extensions})
    connection.execute("LOAD httpfs; LOAD quack")
    connection.execute(f"ATTACH '{server['uri']}' AS served (TYPE quack, TOKEN '{server['token']}')")
    return connection


def stamp(file):
    """Changes with every change of the file or of the log beside it."""
    marks = []
    for name in (file, file + ".wal"):
        try:
            status = os.stat(name)
            marks.append((status.st_mtime_ns, status.st_size))
        except FileNotFoundError:
            marks.append(None)
    return tuple(marks) if marks[0] else None
