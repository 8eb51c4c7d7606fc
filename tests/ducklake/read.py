"""read.py PIPELINE DATASET TABLE: dlt opens the lake of the project in this folder, and prints a table's rows."""
import sys

import dlt

pipeline = dlt.pipeline(sys.argv[1], destination="ducklake", dataset_name=sys.argv[2])
dataset = pipeline.dataset()
for row in sorted(dataset.table(sys.argv[3]).select("id", "name", "deleted").fetchall()):
    print(*row)
pipeline.sync_destination()
print("tables", *sorted(pipeline.default_schema.data_table_names()))
