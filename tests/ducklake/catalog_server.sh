# A lake whose catalog is in a server of its own, which is killed while the source lives. Sourced by
# tests/test_ducklake.sh, after two_tables.sh.
# shellcheck shell=bash disable=SC2154

# What a reader of the lake sees.
in_catalog() { in_lake catalog sql --format csv "$loaded_sql $kinds_sql" | tail -n +2 | tr -d '\r"'; }
catalog_answers() { docker exec -e PGPASSWORD=lakepassword "$catalog" psql -h 127.0.0.1 -U lake -c "SELECT 1" lake; }
lost() { grep -c 'The catalog of the DuckLake .* cannot be reached' "$work/catalog_run.log"; }

start_catalog() {
    local port
    catalog=cdc_catalog_$$
    port=$(free_port)
    trap 'docker rm -fv "$catalog" >/dev/null 2>&1; clean_up' EXIT
    docker run -d --name "$catalog" -p "127.0.0.1:$port:5432" -e POSTGRES_USER=lake -e POSTGRES_PASSWORD=lakepassword \
        -e POSTGRES_DB=lake "${CDC_TEST_IMAGE:-postgres:17}" >"$work/catalog.docker.log" 2>&1 &&
        wait_until 60 catalog_answers >/dev/null 2>&1 || fail "the catalog's server starts"
    project "$work/catalog" slot_catalog pub_catalog s.merged,s.appended
    printf '[cdc_settings]\ndestination = "ducklake"\nextension_directory = "%s"\n[cdc_settings.primary_keys]\nmerged = "id"\n' \
        "$CDC_EXTENSIONS" >"$work/catalog/.dlt/config.toml"
    printf '[destination.ducklake.credentials]\ncatalog = "postgres://lake:lakepassword@127.0.0.1:%s/lake"\n' "$port" \
        >>"$work/catalog/.dlt/secrets.toml"
}

catalog_server() {
    make_tables pub_catalog
    write 0
    start_loader "$work/catalog_run.log" run --progress log --project "$work/catalog"
    wait_until 60 grep -q 'Streaming' "$work/catalog_run.log" || fail "the loader streams"
    write 1
    eventually 60 "$(at_source)"$'\n1200,30,true' "a catalog's server: snapshot and changes are loaded" in_catalog

    write 2 &
    sleep 0.3
    docker kill "$catalog" >>"$work/catalog.docker.log"
    wait $!
    write 3
    wait_until 60 lost >/dev/null || fail "the loader says that the catalog cannot be reached"
    docker start "$catalog" >>"$work/catalog.docker.log"
    eventually 60 "$(at_source)"$'\n2400,144,true' "a catalog's server that is killed and comes back is waited for" in_catalog

    docker kill "$catalog" >>"$work/catalog.docker.log"
    write 4
    sleep 1
    kill -9 "$loader_pid"
    wait "$loader_pid" 2>/dev/null
    docker start "$catalog" >>"$work/catalog.docker.log"
    wait_until 60 catalog_answers >/dev/null 2>&1 || fail "the catalog's server comes back"
    start_loader "$work/catalog_again.log" run --progress log --project "$work/catalog"
    eventually 60 "$(at_source)"$'\n3000,228,true' "a catalog's server and the loader are killed: all is there, nothing twice" in_catalog
    stop_loader
    same 0 "$loader_status" "a catalog's server: the loader ends"
    docker rm -fv "$catalog" >/dev/null
}

if [ "$source_kind" = docker ]; then
    start_catalog
    catalog_server
else
    skip "a catalog's server that is killed" "it needs Docker"
fi
