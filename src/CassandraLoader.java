//JAVA 17+
//COMPILE_OPTIONS -encoding UTF-8 -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES Loader.java
//SOURCES cassandra/All.java
//SOURCES demo/CassandraDemo.java
//SOURCES patches/Common.java
//DEPS io.debezium:debezium-embedded:3.4.1.Final
//DEPS io.debezium:debezium-connector-cassandra-5:3.4.1.Final@fatjar
//DEPS io.debezium:debezium-connector-cassandra-core:3.4.1.Final@fatjar
//DEPS org.apache.cassandra:cassandra-all:5.0.2@fatjar
//DEPS org.xerial.snappy:snappy-java:1.1.10.4@fatjar
//DEPS org.lz4:lz4-java:1.8.0@fatjar
//DEPS com.google.guava:guava:32.0.1-jre@fatjar
//DEPS com.google.guava:failureaccess:1.0.1@fatjar
//DEPS commons-cli:commons-cli:1.5.0@fatjar
//DEPS org.apache.commons:commons-lang3:3.13.0@fatjar
//DEPS org.apache.commons:commons-math3:3.2@fatjar
//DEPS org.antlr:ST4:4.0.8@fatjar
//DEPS org.antlr:antlr-runtime:3.5.2@fatjar
//DEPS org.slf4j:jcl-over-slf4j:1.7.36@fatjar
//DEPS com.boundary:high-scale-lib:1.0.6@fatjar
//DEPS org.mindrot:jbcrypt:0.4@fatjar
//DEPS io.dropwizard.metrics:metrics-core:4.2.19@fatjar
//DEPS io.dropwizard.metrics:metrics-jvm:4.2.19@fatjar
//DEPS com.clearspring.analytics:stream:2.5.2@fatjar
//DEPS com.datastax.cassandra:cassandra-driver-core:3.11.5:shaded@fatjar
//DEPS net.java.dev.jna:jna:5.13.0@fatjar
//DEPS com.github.jbellis:jamm:0.4.0@fatjar
//DEPS io.netty:netty-all:4.1.96.Final@fatjar
//DEPS io.netty:netty-buffer:4.1.96.Final@fatjar
//DEPS io.netty:netty-codec:4.1.96.Final@fatjar
//DEPS io.netty:netty-common:4.1.96.Final@fatjar
//DEPS io.netty:netty-handler:4.1.96.Final@fatjar
//DEPS io.netty:netty-transport-native-unix-common:4.1.96.Final@fatjar
//DEPS io.netty:netty-resolver:4.1.96.Final@fatjar
//DEPS io.netty:netty-transport:4.1.96.Final@fatjar
//DEPS io.netty:netty-transport-classes-epoll:4.1.96.Final@fatjar
//DEPS io.netty:netty-transport-native-epoll:4.1.96.Final@fatjar
//DEPS io.netty:netty-transport-native-epoll:4.1.96.Final:linux-x86_64@fatjar
//DEPS net.openhft:chronicle-queue:5.23.37@fatjar
//DEPS net.openhft:chronicle-core:2.23.36@fatjar
//DEPS net.openhft:chronicle-bytes:2.23.33@fatjar
//DEPS net.openhft:chronicle-wire:2.23.39@fatjar
//DEPS net.openhft:chronicle-threads:2.23.25@fatjar
//DEPS net.openhft:posix:2.24ea4@fatjar
//DEPS net.java.dev.jna:jna-platform:5.13.0@fatjar
//DEPS com.github.jnr:jnr-ffi:2.2.13@fatjar
//DEPS com.github.jnr:jnr-a64asm:1.0.0@fatjar
//DEPS com.github.jnr:jnr-x86asm:1.0.2@fatjar
//DEPS com.github.jnr:jffi:1.3.11@fatjar
//DEPS com.github.jnr:jffi:1.3.11:native@fatjar
//DEPS com.github.jnr:jnr-constants:0.10.4@fatjar
//DEPS net.openhft:affinity:3.23.3@fatjar
//DEPS org.fusesource:sigar:1.6.4@fatjar
//DEPS org.eclipse.jdt:ecj:3.33.0@fatjar
//DEPS org.caffinitas.ohc:ohc-core:0.5.1@fatjar
//DEPS org.caffinitas.ohc:ohc-core-j8:0.5.1@fatjar
//DEPS com.github.ben-manes.caffeine:caffeine:3.1.8@fatjar
//DEPS org.jctools:jctools-core:3.1.0@fatjar
//DEPS org.ow2.asm:asm:9.4@fatjar
//DEPS com.carrotsearch:hppc:0.8.1@fatjar
//DEPS org.gridkit.jvmtool:mxdump:0.14@fatjar
//DEPS org.gridkit.lab:jvm-attach-api:1.5@fatjar
//DEPS com.beust:jcommander:1.30@fatjar
//DEPS com.github.luben:zstd-jni:1.5.5-1@fatjar
//DEPS javax.inject:javax.inject:1@fatjar
//DEPS org.hdrhistogram:HdrHistogram:2.1.12@fatjar
//DEPS com.googlecode.concurrent-trees:concurrent-trees:2.4.0@fatjar
//DEPS com.google.code.findbugs:jsr305:2.0.2@fatjar
//DEPS com.github.seancfoley:ipaddress:5.3.3@fatjar
//DEPS ch.obermuhlner:big-math:2.3.0@fatjar
//DEPS org.agrona:agrona:1.17.1@fatjar
//DEPS io.github.jbellis:jvector:1.0.2@fatjar
//DEPS com.vdurmont:semver4j:3.1.0@fatjar
//DEPS com.datastax.oss:java-driver-core-shaded:4.14.0
//DEPS com.datastax.oss:java-driver-query-builder:4.14.0
//FILES starter/deps/CassandraLoader.java=CassandraLoader.java

/*
 * The connector names converters that only Confluent's own repository has, and Cassandra a second logging library:
 * "@fatjar" takes both without what they name, and what is used of that stands here.
 *
 * All that DebeziumDltLoaderCassandra.java needs. JBang builds it once, into a jar of its own: after a change of the
 * script, the script alone is compiled. No class of its own.
 */
