///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS org.apache.kafka:kafka_2.13:4.3.1

/** What a broker needs; its own program is kafka.Kafka. */
public class Broker {
    public static void main(String... args) {
        kafka.Kafka.main(args);
    }
}
