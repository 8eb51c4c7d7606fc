#!/usr/bin/env bash
# A loader that travels: `init` writes a folder that runs anywhere, also from Git by somebody else; a loader is exported as
# one jar and as a folder of jars, from here and from init's folder; it runs from a URL; the artifact debezium-dlt and
# JBang's templates make a loader, too.   tests/test_init.sh [all]
. "$(dirname "$0")/lib.sh"

cdc=$root/jbang
# Every loader is in the artifact, and the artifact's list is this suite's: kind and script. Each way of an export is tried
# with the first three; the others' starters are exported as their pages say, one of each way (with "all", all of them).
all_kinds=$(sed -nE 's/.*new Loader\("([a-z0-9]+)", "([A-Za-z0-9]+)".*/\1 \2/p' "$root/src/release/Artifact.java")
kinds=(postgres mysql mariadb)
others=($(awk '$1 !~ /^(postgres|mysql|mariadb)$/ {print $1}' <<<"$all_kinds"))
script_of() { awk -v kind="$1" '$1 == kind {print $2}' <<<"$all_kinds"; }
has_database() { grep -q "^  $1_source:" "$root/docker-compose.yml"; }
in_folder() { (cd "$1" && shift && "$@" </dev/null 8>&-); }
demo_rows='3 Alice alice.updated@example.com false
4 Bob bob@example.com true'
rows_of() { awk '$1 == 3 || $1 == 4 {print $1, $2, $3, $4}' "$1"; }

# refused NAME SENTENCE DIR ARGUMENT…: exit code 2, this sentence, and the folder as it was.
refused() {
    local title="init is refused: $1" sentence=$2 before after status
    shift 2
    before=$(find "$work/refused" | sort)
    in_folder "$work/refused" loader init "$@" >"$work/refused.log" 2>&1
    status=$?
    after=$(find "$work/refused" | sort)
    same "2 $sentence" "$status $(cat "$work/refused.log")" "$title"
    same "$before" "$after" "$title: nothing is written"
}

step "Bad input"
mkdir -p "$work/refused/full" && echo mine >"$work/refused/full/notes.txt" && echo mine >"$work/refused/file"
refused "a folder with files" "Folder full has files, such as notes.txt; init needs a folder that is empty or does not exist" full
refused "a file" "file is a file; init needs a folder that is empty or does not exist" file
refused "a name that is none" '"7up" cannot name a loader: letters A to Z and digits were expected, with - or _ between words, as in --name orders-loader' 7up
refused "a path as a name" '"a/b" cannot name a loader: letters A to Z and digits were expected, with - or _ between words, as in --name orders-loader' new --name a/b
refused "a class of the script" "A loader cannot be called Pipeline: the script uses that name itself. Choose another with --name, such as pipeline-loader" pipeline
refused "a class of Java" "A loader cannot be called String: the script uses that name itself. Choose another with --name, such as string-loader" x/y --name string

step "A starter of each kind"
same "$(cd "$root" && ls DebeziumDltLoader*.java | sort)" "$(awk '{print $2 ".java"}' <<<"$all_kinds" | sort)" "every loader is in the artifact"
for kind in "${kinds[@]}" "${others[@]}"; do
    LOADER_SCRIPT=$(script_of "$kind").java loader init "$work/$kind-made" --name "$kind-orders" >"$work/init.log" 2>&1
    same 0 $? "$kind: init ends with exit code 0"
    type=$(tr '[:lower:]' '[:upper:]' <<<"${kind:0:1}")${kind:1}Orders
    database=
    ! has_database "$kind" || database='docker-compose.yml init.sql'
    # shellcheck disable=SC2086  # the names are words
    same "$(printf '%s\n' .dlt/example.config.toml .dlt/example.secrets.toml .gitignore README.md "$type.java" \
        docs/transforms.md jbang shared/debezium-dlt-0.1.0.jar $database | sort)" \
        "$(in_folder "$work/$kind-made" find . -type f | sed 's#^\./##' | sort)" "$kind: the files of a starter"
    same "[sources.debezium] [sources.debezium.$kind]" "$(grep -hE '^\[sources' "$work/$kind-made/.dlt/example.secrets.toml" | paste -sd ' ' -)" \
        "$kind: the example has this source alone, and no other"
    case $(cat "$work/$kind-made/README.md") in
        *'<!--'* | *@[A-Z]*@*) fail "$kind: the starter's page is filled in" ;;
        *docker\ compose*) same "$database" "docker-compose.yml init.sql" "$kind: the starter's page is filled in" ;;
        *) same "$database" "" "$kind: the starter's page is filled in, for a database of one's own" ;;
    esac
    lines=$(grep -vcE '^//(DEPS|RUNTIME_OPTIONS)' "$work/$kind-made/$type.java")
    [ "$lines" -le 115 ] || fail "$kind: the script has some 100 lines; it has $lines"
    pass "$kind: the script has some 100 lines"
    same "" "$(grep -rIl -e "$root" -e 'src/' "$work/$kind-made" --exclude=jbang)" "$kind: no file names the place that it was made from"
    # Somebody else clones it.
    in_folder "$work/$kind-made" git init -q && in_folder "$work/$kind-made" git add -A &&
        in_folder "$work/$kind-made" git -c user.name=Ada -c user.email=ada@example.com commit -qm 'A loader' &&
        git clone -q "$work/$kind-made" "$work/$kind" && rm -rf "$work/$kind-made" || fail "$kind: the starter is cloned"
done

step "A starter makes another, of the same code"
in_folder "$work/postgres" ./jbang PostgresOrders.java init "$work/another" >"$work/init.log" 2>&1 || fail "a starter makes another"
same "" "$(diff -rq "$work/postgres/shared" "$work/another/shared")" "a starter makes another, with the same jar"

said=$(in_folder "$work/another" ./jbang Another.java --version 2>&1)
case $said in *"Debezium 3."*) pass "a starter that a starter made runs" ;; *) fail "a starter that a starter made runs; it says $(head -5 <<<"$said")" ;; esac

step "Where it can be written"
mkdir "$work/java-repository" && in_folder "$work/java-repository" git init -q && echo '*.jar' >"$work/java-repository/.gitignore"
loader init "$work/java-repository/bob's loader" --name postgres-loader >"$work/init.log" 2>&1
same "0   cd '$work/java-repository/bob'\\''s loader'" "$? $(grep ' cd ' "$work/init.log")" "a folder with a quote in its name: the command is quoted"
in_folder "$work/java-repository" git add -A
same "bob's loader/shared/debezium-dlt-0.1.0.jar" "$(in_folder "$work/java-repository" git ls-files | grep 'jar$')" \
    "a repository that ignores jars takes the starter's"
if [ -w /dev/shm ] && [ "$(stat -c %d /dev/shm)" != "$(stat -c %d "$work")" ]; then
    elsewhere=$(mktemp -d /dev/shm/cdc-init.XXXXXX) && ln -s "$elsewhere" "$work/elsewhere"
    loader init "$work/elsewhere" >"$work/init.log" 2>&1
    same "0 Elsewhere.java" "$? $(cd "$elsewhere" && echo *.java)" "a folder on another disk than the one above it"
    rm -rf "$elsewhere"
else
    skip "a folder on another disk than the one above it" "there is no other disk to write to"
fi

step "It runs where it was cloned"
for kind in postgres mariadb; do
    type=$(basename "$work/$kind"/*Orders.java .java)
    in_folder "$work/$kind" ./jbang "$type.java" demo >"$work/$kind-demo.log" 2>&1
    same "0 $demo_rows" "$? $(rows_of "$work/$kind-demo.log")" "$kind: the starter's demo"
    same "" "$(in_folder "$work/$kind" git status --porcelain)" "$kind: what it leaves is not in git's way"
done

# with_database KIND PORT_VARIABLE: the starter's own compose file and SQL, then a run.
with_database() {
    local kind=$1 file project=cdc_init_$$_$1
    local name="$kind: the starter's database and .dlt examples, as its README says"
    export "$2=$(free_port)"
    sed "s/^port = [0-9]*/port = ${!2}/" "$work/$kind/.dlt/example.secrets.toml" >"$work/$kind/.dlt/secrets.toml"
    chmod 600 "$work/$kind/.dlt/secrets.toml"
    cp "$work/$kind/.dlt/example.config.toml" "$work/$kind/.dlt/config.toml"
    sed "s/container_name: .*/container_name: $project/" "$work/$kind/docker-compose.yml" >"$work/$kind/tmp-compose.yml"
    compose_of() { "${compose_command[@]}" -p "$project" -f "$work/$kind/tmp-compose.yml" "$@" </dev/null >>"$work/$kind-compose.log" 2>&1; }
    container=$project
    compose_of up -d && wait_until 120 is_healthy || { compose_of down -v; fail "$name: the database starts"; }
    in_folder "$work/$kind" ./jbang "$(basename "$work/$kind"/*Orders.java)" run --until-current >"$work/$kind-run.log" 2>&1
    file=$(echo "$work/$kind"/.dlt/pipelines/*/*.duckdb)
    same "0 0" "$? $(duck "$file" "SELECT count(*) FROM $3.test_users")" "$name"
    compose_of down -v --timeout 5
}

choose_duck
if find_docker; then
    with_database postgres POSTGRES_PORT debezium_data
    with_database mysql MYSQL_PORT mysql_cdc_data
else
    skip "the starters' databases" "no Docker with compose"
fi

# alone NAME COMMAND…: the program starts, and our classes run, not Debezium's: `status` looks at them before it works.
alone() {
    local name=$1 said
    shift
    said=$(in_folder "$work/alone" "$@" --version 2>&1) || fail "$name: $said"
    case $said in *"Debezium 3."*"DuckDB "*) pass "$name runs" ;; *) fail "$name runs; it says $said" ;; esac
    said=$(in_folder "$work/alone" "$@" config 2>&1)
    case $said in
        *"replaces Debezium's"* | *Exception*) fail "$name: the loader's classes run; it says $said" ;;
        *' is missing. Looked at: '*) pass "$name: the loader's classes run" ;;
        *) fail "$name: config says what is missing; it says $said" ;;
    esac
}

# exported fatjar|portable NAME FOLDER SCRIPT OPTION…: as one jar or as a folder of jars; the options are Java's.
exported() {
    local way=$1 name=$2 folder=$3 script=$4
    shift 4
    rm -rf "$work/exported"
    mkdir -p "$work/alone" "$work/exported"
    in_folder "$folder" "$cdc" export "$way" --force -O "$work/exported/loader.jar" "$script" >"$work/export.log" 2>&1 || fail "$name: exported"
    alone "$name" java "$@" -jar "$work/exported/loader.jar"
}

step "Exports"
# Each way from here, from a starter and (below) from a template; with both versions of Debezium.
exported portable "postgres, a folder of jars" "$root" DebeziumDltLoader.java
exported portable "the mysql starter, a folder of jars" "$work/mysql" "$(basename "$work/mysql"/*Orders.java)"
exported fatjar "the postgres starter, one jar" "$work/postgres" "$(basename "$work/postgres"/*Orders.java)"
exported fatjar "mariadb, one jar" "$root" DebeziumDltLoaderMariadb.java
in_folder "$work/alone" java -jar "$work/exported/loader.jar" init new >"$work/init.log" 2>&1
same "2 Run init from the loader's script" "$? $(sed 's/.*\. //' "$work/init.log")" "one jar: init says where it has to run"
# As the starter's own page says: one jar, or a folder where a driver is signed. Without "all", the first of each.
ways=
for kind in "${others[@]}"; do
    script=$(basename "$work/$kind"/*Orders.java)
    way=$(sed -nE 's#.*jbang export (fatjar|portable) .*#\1#p' "$work/$kind/README.md")
    case $ways in *$way*) [ "${1:-}" = all ] || continue ;; esac
    ways="$ways $way"
    # shellcheck disable=SC2046  # the options are words
    exported "$way" "the $kind starter, $way" "$work/$kind" "$script" $(sed -n 's#^//RUNTIME_OPTIONS ##p' "$work/$kind/$script")
done

step "From a URL"
if type -P "$python" >/dev/null; then
    port=$(free_port)
    in_folder "$root" "$python" -m http.server --bind 127.0.0.1 "$port" >"$work/http.log" 2>&1 &
    wait_until 20 grep -q . <(exec 7<>"/dev/tcp/127.0.0.1/$port" && echo up) || true
    wait_until 20 bash -c "exec 7<>/dev/tcp/127.0.0.1/$port" || fail "the web server starts"
    alone "a loader from a URL" "$cdc" "http://localhost:$port/DebeziumDltLoader.java"
    in_folder "$work/alone" "$cdc" "http://localhost:$port/DebeziumDltLoader.java" init from-url >"$work/url.log" 2>&1
    same 0 $? "a loader from a URL: init"
    same "FromUrl.java" "$(in_folder "$work/alone/from-url" ls | grep java)" "a loader from a URL: init writes its script"
else
    skip "a loader from a URL" "there is no Python to serve it"
fi

step "The artifact and the templates"
"$cdc" "$root/src/release/Artifact.java" templates --root "$root" --to "$work/templates" 2>"$work/templates.log" || fail "the templates are written"
same "" "$(diff -r "$work/templates" "$root/src/starter" | grep -v '^Only in .*/src/starter: [^q]*$')" \
    "the templates are those of the loaders (else: ./jbang src/release/Artifact.java templates)"
"$cdc" "$root/src/release/Artifact.java" install --root "$root" >"$work/artifact.log" 2>&1 || fail "the artifact is built: $(tail -3 "$work/artifact.log")"
jar=$(tail -n 1 "$work/artifact.log")
for each in "$jar" "${jar%.jar}-sources.jar" "${jar%.jar}.pom"; do [ -s "$each" ] || fail "the artifact has $each"; done
pass "the artifact has a jar, sources and a POM"
for kind in "${kinds[@]}" "${others[@]}"; do
    mkdir -p "$work/template-$kind"
    in_folder "$work/template-$kind" "$cdc" init --template="$kind-loader@$root/jbang-catalog.json" MyLoader.java >"$work/template.log" 2>&1 ||
        fail "$kind: jbang init makes a loader"
    cp "$work/template-$kind/MyLoader.java" "$work/alone/MyLoader.java"
    alone "a $kind loader of a template" "$cdc" MyLoader.java
done
exported portable "a mariadb loader of a template, a folder of jars" "$work/template-mariadb" MyLoader.java
