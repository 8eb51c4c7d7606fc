# `doctor --fix`; sourced by tests/test_status.sh.
# shellcheck shell=bash disable=SC2154

step "Doctor: what it may fix"
fixed=$work/fixed
source_sql 'CREATE TABLE fix_a (id INTEGER PRIMARY KEY, v TEXT); CREATE TABLE "Fix b" (v TEXT);
    CREATE TABLE fix_c (id INTEGER PRIMARY KEY); ALTER TABLE fix_c REPLICA IDENTITY FULL'
project "$fixed" fix_slot fix_pub "public.fix_a,public.Fix b"
at_the_source() {
    source_sql "SELECT said FROM (SELECT tablename::text AS said FROM pg_publication_tables WHERE pubname = 'fix_pub'
        UNION ALL SELECT relname::text || ' ' || relreplident::text FROM pg_class WHERE relname IN ('fix_a', 'Fix b')) s
        ORDER BY said COLLATE \"C\""
}
loader doctor --fix --project "$fixed" >"$work/out" 2>"$work/said"
same "2 1 Fix b d,fix_a d" "$? $(grep -c 'use --yes' "$work/said") $(at_the_source | paste -s -d , -)" \
    "doctor --fix: without a terminal it asks for --yes, and does nothing"
loader doctor --fix --yes --project "$fixed" >"$work/out" 2>"$work/said"
same 0 $? "doctor --fix --yes: all is in order then"
same "Fix b,Fix b f,fix_a,fix_a f" "$(at_the_source | paste -s -d , -)" \
    "doctor --fix: the tables log whole rows, and the publication has them"
same 3 "$(grep -c '^fixed ' "$work/out")" "doctor --fix: it says what it has done"
loader run --snapshot-only --project "$fixed" >"$work/out" 2>"$work/said" || fail "the snapshot is loaded"
sed -i.was 's/^table_include_list = .*/table_include_list = "public.fix_a,public.Fix b,public.fix_c"/' \
    "$fixed/.dlt/secrets.toml"
loader doctor --project "$fixed" >"$work/out" 2>"$work/said"
same '0 warn  publication: Publication fix_pub lacks public.fix_c: the next run adds it 0' \
    "$? $(grep 'publication: ' "$work/out") $(source_sql "SELECT count(*) FROM pg_publication_tables WHERE tablename = 'fix_c'")" \
    "doctor: it says that the publication of a loaded pipeline lacks a table, and changes nothing"
loader doctor --fix --yes --project "$fixed" >"$work/out" 2>"$work/said"
same '0 fix   ALTER PUBLICATION fix_pub ADD TABLE public.fix_c;' "$? $(grep '^fix ' "$work/out")" \
    "doctor --fix: a table that the publication lacks is added"
loader doctor --fix --yes --project "$fixed" >"$work/out" 2>"$work/said"
same "0 1 0" "$? $(grep -c 'nothing that doctor may fix' "$work/out") $(grep -E '^(warn|fail)' "$work/out" | grep -vc 'log kept')" \
    "doctor --fix: where all is in order, it changes nothing"
source_sql "SELECT pg_drop_replication_slot('fix_slot')" >/dev/null
source_sql 'DROP PUBLICATION fix_pub; DROP TABLE fix_a, "Fix b", fix_c'
