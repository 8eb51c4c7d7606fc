///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS org.apache.kafka:connect-runtime:4.3.1
//DEPS org.apache.kafka:connect-json:4.3.1
//DEPS org.slf4j:slf4j-simple:1.7.36

/** What a worker of Kafka Connect needs. */
public class Worker {
    public static void main(String... args) {
        org.apache.kafka.connect.cli.ConnectDistributed.main(args);
    }
}
