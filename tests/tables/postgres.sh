# How tables can be kept: hard deletes, hidden and renamed columns. Needs a source and a loader (tests/lib.sh).

step "Tables as they are wanted: rows that a delete removes, columns that are hidden"
source_sql "
    CREATE TABLE people (id integer PRIMARY KEY, email text, pin integer, card text, note text);
    ALTER TABLE people ALTER note SET STORAGE EXTERNAL;
    INSERT INTO people SELECT n, 'p' || n || '@example.com', n, 'card ' || n, repeat('n' || n, 2000)
        FROM generate_series(1, 5) n;
    CREATE PUBLICATION people_pub FOR TABLE people
" || fail "the table of people is made"
salt=a-salt-that-nobody-may-see
for way in direct engine; do
    project "$work/people_$way" "people_$way" people_pub public.people
    # batches of one record: a change of the key comes in two
    cat >>"$work/people_$way/.dlt/secrets.toml" <<TOML
[cdc_settings]
hash_salt = "$salt"
[sources.debezium.properties]
"max.batch.size" = 1
"max.queue.size" = 2
TOML
    cat >"$work/people_$way/.dlt/config.toml" <<TOML
[cdc_settings]
snapshot = "$way"
load_max_rows = 1
deletes = "hard"
exclude = ["people.card"]
mask = ["public.people.pin"]
hash = ["people.email"]
[cdc_settings.primary_keys]
people = "id"
[cdc_settings.history]
people = "people_history"
[cdc_settings.retention]
people_history = "3 rows"
[cdc_settings.column_names]
"people.note" = "remark"
TOML
    loader run --snapshot-only --project "$work/people_$way" >"$work/people_$way.log" 2>&1
    same 0 $? "tables: the snapshot is read ($way)"
done
source_sql "
    UPDATE people SET pin = 100 WHERE id = 1;
    UPDATE people SET id = 20 WHERE id = 2;
    DELETE FROM people WHERE id = 3;
    ALTER TABLE people ADD age integer;
    INSERT INTO people VALUES (6, 'p6@example.com', 6, 'card 6', 'short', 66);
    BEGIN; DELETE FROM people WHERE id = 4; INSERT INTO people VALUES (4, NULL, NULL, NULL, 'again', 44); COMMIT;
" || fail "the people are changed"
hashed() { printf %s "$1" | openssl dgst -sha256 -hmac "$salt" | sed 's/.*= //'; }
expected=$(printf '%s\t%s\t%s\t%s\t%s\n' \
    1 "$(hashed p1@example.com)" '*****' 4000 '' \
    4 '' '' 5 44 \
    5 "$(hashed p5@example.com)" '*****' 4000 '' \
    6 "$(hashed p6@example.com)" '*****' 5 66 \
    20 "$(hashed p2@example.com)" '*****' 4000 '')
for way in direct engine; do
    loader run --until-current --project "$work/people_$way" >>"$work/people_$way.log" 2>&1
    same 0 $? "tables: the changes are loaded ($way)"
    file=$work/people_$way/.dlt/pipelines/debezium_cdc/debezium_cdc.duckdb
    same "$expected" "$(duck "$file" "SELECT id, email, pin, length(remark), age FROM debezium_data.people ORDER BY id")" \
        "tables: a delete removes the row, a change of the key keeps its values, what is hidden stays hidden ($way)"
    same "id email pin remark _dlt_load_id _dlt_id age" "$(duck "$file" "SELECT string_agg(column_name, ' ' ORDER BY
        column_index) FROM duckdb_columns() WHERE table_name = 'people' AND schema_name = 'debezium_data'")" \
        "tables: there is no column for deletes, and none that is excluded ($way)"
    same "4 5 1 2 20 3 6 4 4" "$(duck "$file" "SELECT string_agg(id, ' ' ORDER BY __seq) FROM debezium_data.people_history
        WHERE __seq > 3")" "tables: every change is in the history ($way)"
    same true "$(duck "$file" "SELECT min(__seq) > 1 FROM debezium_data.people_history")" \
        "tables: … but the oldest, which are no longer kept ($way)"
    same 0 "$(grep -a -c "$salt" "$file" "$work/people_$way.log" | awk -F: '{ n += $2 } END { print n }')" \
        "tables: the salt is nowhere to be read ($way)"
done
sed -i 's/^deletes.*/deletes = "soft"/' "$work/people_direct/.dlt/config.toml"
loader run --until-current --project "$work/people_direct" >"$work/people_refused.log" 2>&1
same 2 $? "tables: another kind of deletes is refused for a table that is loaded"
grep -q 'was loaded with deletes = "hard"' "$work/people_refused.log" || fail "tables: … with what to do"
