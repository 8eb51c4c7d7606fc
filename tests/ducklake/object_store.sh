# A lake whose files are in an object store: moto's S3, from PyPI. Sourced by tests/test_ducklake.sh, after two_tables.sh.
# shellcheck shell=bash disable=SC2154

# start_store: sets store_url, store_key, store_secret, and store_pid.
start_store() {
    local program port
    program=$(python_with store-5.2.5 'moto[s3]==5.2.5' flask flask-cors boto3) || return
    port=$(free_port)
    mkfifo "$work/store.stdin"
    "$program" "$root/tests/ducklake/store.py" "$port" <"$work/store.stdin" >"$work/store.key" 2>"$work/store.log" 8>&- &
    store_pid=$!
    exec 9>"$work/store.stdin"      # it ends when this is closed
    wait_until 60 test -s "$work/store.key" || fail "the object store starts"
    read -r store_key store_secret <"$work/store.key"
    store_url=http://127.0.0.1:$port
}

# store_project NAME BUCKET KEY SECRET: loads s.merged and s.appended.
store_project() {
    project "$work/$1" "slot_$1" pub_store s.merged,s.appended
    printf '[cdc_settings]\ndestination = "ducklake"\n[cdc_settings.primary_keys]\nmerged = "id"\n' >"$work/$1/.dlt/config.toml"
    cat >>"$work/$1/.dlt/secrets.toml" <<TOML
[destination.ducklake.credentials]
ducklake_name = "shop"
[destination.ducklake.credentials.storage]
bucket_url = "s3://$2/shop"
[destination.ducklake.credentials.storage.credentials]
endpoint_url = "$store_url"
aws_access_key_id = "$3"
aws_secret_access_key = "$4"
region_name = "us-east-1"
[destination.ducklake.credentials.global_config]
extension_directory = "$CDC_EXTENSIONS"
TOML
}

# in_store SQL: what another program reads in the lake.
in_store() {
    "$lake_python" "$root/tests/ducklake/rows.py" "$work/store/shop.sqlite" s3://lake/shop/ "$store_url" "$store_key" \
        "$store_secret" "$CDC_EXTENSIONS" debezium_data "$1" </dev/null 8>&- 9>&-
}

# refused NAME BUCKET KEY SECRET SENTENCE: ends with exit code 1 and a sentence, and shows no secret.
refused() {
    store_project "$1" "$2" "$3" "$4"
    in_lake "$1" run --until-current >"$work/$1.log"
    same 1 $? "an object store: $5: the run ends with exit code 1"
    tail -n 3 "$work/$1.err.log" | grep -q "Cannot use s3://$2/shop for the files of the DuckLake .*Check bucket_url" ||
        fail "an object store: $5: a sentence says so: $(tail -n 3 "$work/$1.err.log")"
    ! grep -qF "$4" "$work/$1.err.log" "$work/$1.log" || fail "an object store: $5: the secret is not shown"
    [ ! -e "$work/$1/shop.sqlite" ] || fail "an object store: $5: no catalog is made, which would keep the place"
}

object_store() {
    make_tables pub_store
    write 0
    store_project store lake "$store_key" "$store_secret"
    in_lake store run --until-current >"$work/store.log" || fail "an object store: the snapshot is loaded"
    same "$(at_source)"$'\ntrue' "$(in_lake store sql --format csv "$loaded_sql UNION ALL
        SELECT count(*) > 1 FROM glob('s3://lake/shop/**/*.parquet')" | tail -n +2 | tr -d '\r')" \
        "an object store: the snapshot is loaded, sql reads it, the files are there"

    start_loader "$work/store_killed.log" run --project "$work/store"
    wait_until 60 grep -q '^Streaming' "$work/store_killed.log" || fail "the loader streams"
    write 1
    wait_until 60 grep -q '^Loaded' "$work/store_killed.log" || fail "the loader loads"
    write 2 &
    sleep 0.4
    kill -9 "$loader_pid"
    wait "$loader_pid" 2>/dev/null
    wait $!
    start_loader "$work/store_again.log" run --project "$work/store"
    eventually 60 "$(at_source)"$'\n1800,78,true' "an object store: after a kill -9 all is there, and nothing twice" \
        in_store "$loaded_sql $kinds_sql"

    kill -USR1 "$store_pid"
    write 3
    wait_until 60 grep -q 'The object store of the DuckLake .* cannot be reached' "$work/store_again.log" ||
        fail "the loader says that the object store cannot be reached"
    kill -USR1 "$store_pid"
    eventually 60 "$(at_source)"$'\n2400,144,true' "an object store that goes away and comes back is waited for" \
        in_store "$loaded_sql $kinds_sql"
    stop_loader
    same 0 "$loader_status" "an object store: the loader ends"
    in_lake store maintain >"$work/store_maintain.log" || fail "an object store: maintain"
    same "$(at_source)" "$(in_store "$loaded_sql")" "an object store: after maintain all is there"
    same "merged $(source_sql 'SELECT count(*) FROM s.merged')" \
        "$(cd "$work/store" && "$lake_python" "$root/tests/ducklake/count.py" debezium_cdc debezium_data merged 2>>"$work/store.err.log" </dev/null 8>&- 9>&-)" \
        "an object store: dlt opens the same lake by the same section"

    refused wrong_secret lake "$store_key" "wrong/Secret+1" "a wrong secret"
    refused wrong_key lake "AKIAWRONGWRONGWRONG1" "$store_secret" "a wrong key"
    refused no_bucket nowhere "$store_key" "$store_secret" "a bucket that is not there"
    exec 9>&-
    wait "$store_pid"
}

if start_store; then
    object_store
else
    skip "an object store" "pip cannot install moto"
fi
