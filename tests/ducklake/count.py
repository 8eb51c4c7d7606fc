"""count.py PIPELINE DATASET TABLE: dlt opens the lake of the project in this folder, and counts a table's rows that are
not deleted."""
import sys

import dlt

pipeline = dlt.pipeline(sys.argv[1], destination="ducklake", dataset_name=sys.argv[2])
deleted = pipeline.dataset().table(sys.argv[3]).select("deleted").fetchall()
print(sys.argv[3], sum(1 for row in deleted if not row[0]))
