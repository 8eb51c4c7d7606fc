# The commands of the daily work; each is one line that can be typed without `just` too.

# what can be done here
default:
    @just --list

# the whole thing with no server and no config
demo:
    ./jbang DebeziumDltLoader.java demo

# demo with MySQL, or MariaDB where no MySQL is installed
demo-mysql:
    ./jbang DebeziumDltLoaderMysql.java demo

# snapshot, then stream until Ctrl+C; arguments go to the loader
run *ARGS:
    ./jbang DebeziumDltLoader.java run {{ARGS}}

# run, from MySQL
run-mysql *ARGS:
    ./jbang DebeziumDltLoaderMysql.java run {{ARGS}}

# run, from MariaDB
run-mariadb *ARGS:
    ./jbang DebeziumDltLoaderMariadb.java run {{ARGS}}

# the Debezium properties that a run would use
config SOURCE="postgres":
    ./jbang ConfigHelperUniversal.java {{SOURCE}}

# check both ends before a run
doctor:
    ./jbang DebeziumDltLoader.java doctor

# how the running loader is getting on, or how the last one ended
status:
    ./jbang DebeziumDltLoader.java status

# the pipeline, its tables and its last load
info:
    ./jbang DebeziumDltLoader.java info

# info, of MySQL's pipeline
info-mysql:
    ./jbang DebeziumDltLoaderMysql.java info

# start the source database
up:
    docker compose up -d --wait

# start MySQL, or with `just up-mysql mariadb` MariaDB
up-mysql KIND="mysql":
    docker compose --profile {{KIND}} up -d --wait {{KIND}}_source

# stop the source databases and forget their data
down:
    docker compose --profile mysql --profile mariadb down -v

# psql in the source database
psql:
    docker exec -it postgres_source_event_driven psql -U myuser -d mydb

# mysql, or with `just mysql mariadb` mariadb, in the source database
mysql KIND="mysql":
    docker exec -it {{KIND}}_source {{KIND}} -u myuser -pmypassword mydb

# all tests, or one suite: just test postgres
test *SUITES:
    tests/run {{SUITES}}

# the unit tests
unit:
    ./jbang tests/unit/UnitTests.java

# forget what the pipeline loaded, its offset and its replication slot
clean:
    ./jbang DebeziumDltLoader.java drop --drop-all --drop-slot --yes

# forget what MySQL's pipeline loaded, and its offset
clean-mysql:
    ./jbang DebeziumDltLoaderMysql.java drop --drop-all --yes

# a loader of your own in a new folder
init DIR *ARGS:
    ./jbang DebeziumDltLoader.java init {{DIR}} {{ARGS}}

# the artifact debezium-dlt, into the local Maven repository
artifact *ARGS:
    ./jbang src/release/Artifact.java install {{ARGS}}

# JBang's templates, after a change of a loader script
templates:
    ./jbang src/release/Artifact.java templates
