#!/usr/bin/env bash
# MongoDB, with the connector's own snapshot and streaming code against a stand-in for the server
# (src/demo/EmbeddedMongoStandin.java): every type by snapshot and by stream, doctor, bad settings; then kills at random,
# compared with the collections, and a control that has to double or lose.   tests/test_mongodb.sh
. "$(dirname "$0")/lib.sh"
export LOADER_SCRIPT=DebeziumDltLoaderMongodb.java

step "Build the stand-in, the loader and the control"
standin_classpath=$(classpath_of src/demo/EmbeddedMongoStandin.java 2>"$work/build-standin.log") || fail "the stand-in is built"
test_classpath=$(classpath_of tests/mongodb/MongoTest.java 2>"$work/build-test.log") || fail "the test is built"
loader_classpath=$(classpath_of DebeziumDltLoaderMongodb.java 2>"$work/build-loader.log") || fail "the loader is built"
naive_classpath=$(classpath_of tests/mongodb/NaiveMongodbLoader.java 2>"$work/build-naive.log") || fail "the control is built"
note "source: a stand-in for a replica set, in memory: no MongoDB"

port=$(free_port)
mkfifo "$work/standin.stdin"
java "${quick[@]}" -cp "$standin_classpath" EmbeddedMongoStandin "$port" <"$work/standin.stdin" >"$work/standin.out" 2>"$work/standin.log" &
embedded_pid=$!
exec 8>"$work/standin.stdin"        # it ends when this is closed
source_kind=embedded
wait_until 30 grep -q port "$work/standin.out" || fail "the stand-in starts"

mongo() { java "${quick[@]}" -cp "$test_classpath" MongoCommand "$port" "$@" </dev/null 8>&- >>"$work/mongo.log" 2>&1 || fail "mongo $*"; }

# project NAME COLLECTIONS [LINE]: its folder is $work/NAME.
mongo_project() {
    mkdir -p "$work/$1/.dlt"
    cat >"$work/$1/.dlt/secrets.toml" <<TOML
[sources.debezium.mongodb]
connection_string = "mongodb://127.0.0.1:$port/?replicaSet=rs0"
database = "mydb"
collection_include_list = "$2"
${3:-}
TOML
    printf '[cdc_settings.primary_keys]\ntypes = ["_id"]\n' >"$work/$1/.dlt/config.toml"
    chmod 600 "$work/$1/.dlt/secrets.toml"
}
asked() {
    loader sql --format csv --project "$work/$1" "SELECT column_name, column_type FROM (DESCRIBE types) WHERE column_name NOT LIKE '\\_dlt%' ESCAPE '\\'"
    loader sql --format csv --project "$work/$1" "SELECT COLUMNS(c -> c NOT LIKE '\\_dlt%' ESCAPE '\\') FROM types ORDER BY CAST(_id AS VARCHAR)"
}

step "Every type, by snapshot and by stream"
all="s: 'text', i32: 1, i64: {\$numberLong: '9223372036854775807'}, d: 1.5, nan: {\$numberDouble: 'NaN'},
    dec: {\$numberDecimal: '12345.678'}, decnan: {\$numberDecimal: 'NaN'}, b: true, nul: null,
    date: {\$date: '2024-05-01T10:00:00.123Z'}, bin: {\$binary: {base64: 'AP8=', subType: '00'}},
    uuid: {\$binary: {base64: 'qrvM3e7/RAiZAAECAwQFBg==', subType: '04'}}, arr: [1, 'x'], sub: {a: {b: 1}}"
mongo "{insert: 'types', documents: [{_id: 'read', $all}, {_id: 'other', i32: 'now text', d: 2}]}"
mongo_project types mydb.types
loader run --snapshot-only --progress off --project "$work/types" >"$work/run.log" 2>&1 || fail "the snapshot is loaded"
mongo "{insert: 'types', documents: [{_id: 'streamed', $all}, {_id: 'gone', s: 'x'}]}" \
    "{update: 'types', updates: [{q: {_id: 'read'}, u: {\$set: {d: 3}, \$unset: {b: 1}}}, {q: {_id: 'gone'}, u: {\$set: {s: 'y'}}}]}" \
    "{delete: 'types', deletes: [{q: {_id: 'gone'}, limit: 1}]}" \
    "{update: 'types', updates: [{q: {_id: 'other'}, u: {_id: 'other', i32: 5}}]}"
loader run --until-current --progress off --project "$work/types" >>"$work/run.log" 2>&1 || fail "the changes are loaded"
asked types 2>"$work/sql.log" | tr -d '\r' >"$work/types.txt"
[ -z "${MONGODB_WRITE:-}" ] || cp "$work/types.txt" "$root/tests/mongodb/types.txt"
same "$(cat "$root/tests/mongodb/types.txt")" "$(cat "$work/types.txt")" "mongodb: every type by snapshot and by stream, and after a restart"

step "Doctor, and what is refused"
# told NAME PROJECT VERB EXIT_CODE TEXT
told() {
    loader "$3" --project "$work/$2" >"$work/told.log" 2>&1
    local code=$?
    grep -qF -- "$5" "$work/told.log" || fail "$1: says $5"
    same "$4" "$code" "mongodb: $1"
}
sed -i.bak "s/?replicaSet=rs0//" "$work/types/.dlt/secrets.toml"      # the driver looks for that set alone
told "doctor finds nothing wrong" types doctor 0 "ok    position: the loader resumes at"
for each in "alone|doctor tells a server that is no replica set|run rs.initiate() once" \
    "deny|doctor tells a missing right, with the grant|grantRolesToUser(USER, [{role: \"readAnyDatabase\"" \
    "forget|doctor tells an oplog that does not reach back|The server's oplog does not reach back"; do
    mongo "{standin: '${each%%|*}'}"
    text=${each#*|}
    told "${text%%|*}" types doctor 1 "${text#*|}"
done
told "a start with a lost oplog ends, it does not skip" types "run" 1 "The server's oplog does not reach back"
mongo "{standin: 'fine'}"
mongo_project mode mydb.types 'capture_mode = "change_streams"'
told "updates without their document are refused" mode run 2 'set "change_streams_update_full"'
mongo_project images mydb.types 'capture_mode = "change_streams_update_full_with_pre_image"'
told "doctor tells a collection without pre-images" images doctor 0 'changeStreamPreAndPostImages: {enabled: true}'
rm "$work/images/.dlt/config.toml"
mongo "{insert: 'images', documents: [{_id: 1, s: 'whole'}, {_id: 2}]}"
sed -i.bak 's/mydb.types/mydb.images/' "$work/images/.dlt/secrets.toml"
loader run --snapshot-only --progress off --project "$work/images" >>"$work/run.log" 2>&1 || fail "the snapshot is loaded"
mongo "{update: 'images', updates: [{q: {_id: 1}, u: {\$set: {s: 'changed'}}}]}" "{delete: 'images', deletes: [{q: {_id: 1}, limit: 1}]}"
loader run --until-current --progress off --project "$work/images" >>"$work/run.log" 2>&1 || fail "the changes are loaded"
same "delete,1,changed" "$(loader sql --format csv --project "$work/images" "SELECT __op, _id, s FROM images WHERE __op = 'delete'" \
    2>>"$work/sql.log" | tr -d '\r' | tail -n 1)" "mongodb: a deleted document comes whole with pre-images"
mongo_project key mydb.types
printf '[cdc_settings.primary_keys]\ntypes = ["s"]\n' >"$work/key/.dlt/config.toml"
told "another key than _id is refused" key run 2 "its columns are _id"
for verb in "resnapshot types" "drop types --resnapshot --yes"; do
    read -ra words <<<"$verb"
    loader "${words[@]}" --project "$work/types" >"$work/told.log" 2>&1
    same "2 A single table cannot be read again from mongodb, only from postgres, mysql and mariadb. To load all tables again run \`drop --drop-all\`, then \`run\`" \
        "$? $(cat "$work/told.log")" "mongodb: $verb is refused"
done

step "Kill, and compare"
java "${quick[@]}" -cp "$test_classpath" MongoTest "$port" "$work" "$loader_classpath" "$naive_classpath" </dev/null 8>&- ||
    fail "the kill test"
