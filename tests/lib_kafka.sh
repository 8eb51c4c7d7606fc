# What is done with a real Kafka Connect; sourced after lib.sh.   . "$(dirname "$0")/lib_kafka.sh"
# shellcheck shell=bash disable=SC2154

# jars SCRIPT: the class path of what a script lists, which is not run.
jars() { "$root/jbang" info classpath "$root/tests/kafka/$1.java"; }

# kafka_jars: sets broker, worker and source_jars, from Maven's jars; fails where they cannot be had.
kafka_jars() {
    broker=$(jars Broker 2>"$work/jars.log") && worker=$(jars Worker 2>>"$work/jars.log") &&
        source_jars=$(jars SourcePlugin 2>>"$work/jars.log")
}

# kafka_plugins FOLDER: makes the folder of the workers' plugins, with our own and Debezium's PostgreSQL connector.
kafka_plugins() {
    local jar
    CDC_JBANG=$root/jbang "$root/jbang" "$root/src/release/Artifact.java" --root "$root" connect --to "$work/built" \
        >"$work/build-plugin.log" 2>&1 || return
    mkdir -p "$1/debezium"
    mv "$work/built/debezium-dlt-connect" "$1/"
    mv "$work"/built/debezium-dlt-types-*.jar "$1/debezium/"
    for jar in ${source_jars//:/ }; do
        case $jar in */kafka-clients-* | */connect-api-* | */SourcePlugin* | */slf4j-*) ;; *.jar) cp "$jar" "$1/debezium/" ;; esac
    done
}
