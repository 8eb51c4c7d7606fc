#!/usr/bin/env bash
# The sink connector for Kafka Connect: a real broker and two workers, from Maven's jars, with Debezium's PostgreSQL
# connector; workers and broker are killed (tests/kafka/KafkaTest.java tells how).   tests/test_kafka.sh
. "$(dirname "$0")/lib.sh"
. "$root/tests/lib_lake.sh"
. "$root/tests/lib_kafka.sh"

step "Get broker, Connect and Debezium's connector"
if ! kafka_jars; then
    [ -z "${CI:-}" ] || fail "the jars of Kafka can be had"
    skip "the sink for Kafka Connect" "no Maven repository gives the jars of Kafka: $(tail -n 1 "$work/jars.log")"
    exit 0
fi

step "Build the plugin and the test"
test_classpath=$(classpath_of tests/kafka/KafkaTest.java 2>"$work/build-test.log") || fail "the test is built"
plugins=$work/kafka/plugins
kafka_plugins "$plugins" || fail "the plugin is built"
# The control shares the folder, and with it DuckDB's library.
mkdir -p "$work/naive/META-INF/services"
(cd "$work/naive" && jar xf "${test_classpath%%:*}" NaiveSink.class 'NaiveSink$NaiveTask.class' &&
    echo NaiveSink >META-INF/services/org.apache.kafka.connect.sink.SinkConnector &&
    jar cf "$plugins/debezium-dlt-connect/naive.jar" .) || fail "the control is packed"

step "Start the source database"
start_source
if lake_extensions; then
    source_sql "CREATE DATABASE lake" || fail "a database for the lake's catalog is made"
else
    skip "kafka: one DuckLake by two tasks" "no Python 3, or pip reaches no index"
    unset CDC_EXTENSIONS
fi

step "Kill, and compare"
java "${quick[@]}" ${KAFKA_OPTIONS:-} -cp "$test_classpath" KafkaTest "$POSTGRES_PORT" "$(free_port)" "$work/kafka" "$broker" "$worker" \
    </dev/null 8>&- || fail "kafka: exit code $?"

step "Leave nothing running"
stop_source
same "" "$(jobs -pr)" "kafka: nothing is left running"
