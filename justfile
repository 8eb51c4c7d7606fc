# The commands of the daily work; each is one line that can be typed without `just` too.

# what can be done here
default:
    @just --list

# the whole thing with no server and no config
demo:
    ./jbang DebeziumDltLoader.java demo

# snapshot, then stream until Ctrl+C; arguments go to the loader
run *ARGS:
    ./jbang DebeziumDltLoader.java run {{ARGS}}

# the Debezium properties that a run would use
config SOURCE="postgres":
    ./jbang ConfigHelperUniversal.java {{SOURCE}}

# the pipeline, its tables and its last load
info:
    ./jbang DebeziumDltLoader.java info

# start the source database
up:
    docker compose up -d --wait

# stop the source database and forget its data
down:
    docker compose down -v

# psql in the source database
psql:
    docker exec -it postgres_source_event_driven psql -U myuser -d mydb

# all tests, or one suite: just test postgres
test *SUITES:
    tests/run {{SUITES}}

# the unit tests
unit:
    ./jbang tests/unit/UnitTests.java

# forget what the pipeline loaded, its offset and its replication slot
clean:
    ./jbang DebeziumDltLoader.java drop --drop-all --drop-slot --yes
