# TLS of both sides; sourced by test_security.sh. The servers refuse connections without it.
# shellcheck shell=bash disable=SC2154,SC2034

# Certificates: an authority, a server, a client named tlsuser; another authority that has signed nothing.
make_certificates() {
    local tls=$work/tls
    mkdir -p "$tls"
    (
        cd "$tls" || exit 1
        for name in ca other; do
            openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$name" -keyout $name.key -out $name.crt
        done
        printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\n' >san
        for name in server:localhost client:tlsuser; do
            openssl req -newkey rsa:2048 -nodes -subj "/CN=${name#*:}" -keyout "${name%:*}.key" -out "${name%:*}.csr"
            openssl x509 -req -in "${name%:*}.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile san \
                -out "${name%:*}.crt"
        done
        openssl pkcs8 -topk8 -nocrypt -inform PEM -outform DER -in client.key -out client.pk8
        openssl pkcs12 -export -in client.crt -inkey client.key -out client.p12 -passout pass:"$planted"
        for name in ca other; do
            keytool -importcert -noprompt -alias $name -file $name.crt -keystore $name.p12 -storetype PKCS12 -storepass "$planted"
        done
        chmod 644 ./*
    ) >"$work/tls.log" 2>&1
}

# start_tls IMAGE PORT OPTION…: the image with the certificates in /tls, as its own user may read them.
start_tls() {
    local image=$1 inside=$2
    shift 2
    port=$(free_port)
    source_kind=tls
    docker create --name "$tls_server" -p "127.0.0.1:$port:$inside" "$@" >>"$work/tls.log" 2>&1 &&
        docker cp "$work/tls" "$tls_server:/tls" >>"$work/tls.log" 2>&1 && docker start "$tls_server" >>"$work/tls.log" 2>&1
}

stop_source() { [ "$source_kind" != tls ] || docker rm -fv "$tls_server" >/dev/null; source_kind=none; }

# tls NAME KIND LOADER SETTINGS EXPECTED_STATUS FACT: one run with these settings.
tls() {
    name=tls_$((tests_of_tls++))
    folder "$name" "$2" <<<"host = \"localhost\"
port = $port
database = \"mydb\"
$4"
    attempt "$name" "$3" run --until-current --progress off --project "$work/$name"
    is "$1" "$5" "$6"
}

tests_of_tls=0
tls_server=cdc_tls_$$
if ! docker version >/dev/null 2>&1 || ! type -P openssl >/dev/null || ! type -P keytool >/dev/null; then
    skip "TLS" "there is no Docker, openssl or keytool here"
    exit 0
fi
make_certificates || fail "certificates are made"

step "TLS to PostgreSQL"
start_tls postgres:17 5432 -e POSTGRES_USER=myuser -e POSTGRES_PASSWORD="$planted" -e POSTGRES_DB=mydb \
    --entrypoint sh postgres:17 -c 'install -o postgres -g postgres -m 600 /tls/server.key /srv/server.key &&
        printf "local all all trust\nhostssl all tlsuser all cert\nhostssl all all all scram-sha-256\n" >/srv/hba &&
        chmod 644 /srv/hba && exec docker-entrypoint.sh postgres -c wal_level=logical -c ssl=on -c hba_file=/srv/hba \
        -c ssl_cert_file=/tls/server.crt -c ssl_key_file=/srv/server.key -c ssl_ca_file=/tls/ca.crt' ||
    fail "PostgreSQL with TLS starts"
tls_psql() { docker exec "$tls_server" psql -h /var/run/postgresql -U myuser -d mydb -qAtc "$1"; }
is_up() { tls_psql "SELECT 1" && docker logs "$tls_server" 2>&1 | grep -q "PostgreSQL init process complete"; }
wait_until 60 is_up >/dev/null || fail "PostgreSQL with TLS answers: $(docker logs "$tls_server" 2>&1 | tail -n 3)"
wait_until 20 tls_psql "CREATE ROLE tlsuser SUPERUSER LOGIN; CREATE TABLE secure (id int PRIMARY KEY);
    INSERT INTO secure VALUES (1)" || fail "PostgreSQL takes SQL"
login="user = \"myuser\"
password = \"$planted\""
tls "PostgreSQL: sslmode = disable is refused by the server" postgres DebeziumDltLoader "$login
database_sslmode = \"disable\"" 1 "no encryption"
tls "PostgreSQL: verify-full with the server's authority" postgres DebeziumDltLoader "$login
database_sslmode = \"verify-full\"
database_sslrootcert = \"$work/tls/ca.crt\"" 0 ""
tls "PostgreSQL: verify-full with another authority is refused" postgres DebeziumDltLoader "$login
database_sslmode = \"verify-full\"
database_sslrootcert = \"$work/tls/other.crt\"" 1 "localhost:$port"
tls "PostgreSQL: a client certificate in the password's place" postgres DebeziumDltLoader "user = \"tlsuser\"
password = \"\"
database_sslmode = \"verify-full\"
database_sslrootcert = \"$work/tls/ca.crt\"
database_sslcert = \"$work/tls/client.crt\"
database_sslkey = \"$work/tls/client.pk8\"" 0 ""
stop_source

step "TLS to MySQL"
start_tls mysql:9.7 3306 -e MYSQL_ROOT_PASSWORD=rootpassword -e MYSQL_ROOT_HOST=% -e MYSQL_DATABASE=mydb mysql:9.7 --server-id=1 \
    --log-bin=binlog --ssl-ca=/tls/ca.crt --ssl-cert=/tls/server.crt --ssl-key=/tls/server.key --require-secure-transport=ON ||
    fail "MySQL with TLS starts"
tls_mysql() { docker exec -e MYSQL_PWD=rootpassword "$tls_server" mysql -uroot -h127.0.0.1 mydb -e "$1" >>"$work/tls.log" 2>&1; }
wait_until 120 tls_mysql "SELECT 1" || fail "MySQL with TLS answers: $(docker logs "$tls_server" 2>&1 | tail -n 3)"
tls_mysql "CREATE USER certified IDENTIFIED BY '$planted' REQUIRE X509; GRANT ALL ON *.* TO certified;
    CREATE TABLE secure (id int PRIMARY KEY); INSERT INTO secure VALUES (1)" || fail "MySQL takes SQL"
table=mydb.secure
login="user = \"certified\"
password = \"$planted\""
ca="database_ssl_mode = \"verify_ca\"
database_ssl_truststore = \"$work/tls/ca.p12\"
database_ssl_truststore_password = \"$planted\""
client="database_ssl_keystore = \"$work/tls/client.p12\"
database_ssl_keystore_password = \"$planted\""
tls "MySQL: no client certificate where it is required" mysql DebeziumDltLoaderMysql "$login
$ca" 1 "Access denied"
tls "MySQL: certificates of both sides" mysql DebeziumDltLoaderMysql "$login
$ca
$client" 0 ""
tls "MySQL: another authority is refused" mysql DebeziumDltLoaderMysql "$login
${ca//ca.p12/other.p12}
$client" 1 "localhost:$port"
stop_source
if grep -qF -- "$planted" "$said"/tls_*; then
    printf 'not ok no secret in what was said of TLS: %s\n' "$(grep -lF -- "$planted" "$said"/tls_*)"
else
    pass "no secret in what was said of TLS"
fi
