///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Change data capture from MySQL into DuckDB: not there yet; DebeziumDltLoader.java does it from PostgreSQL.
//DEPS info.picocli:picocli:4.7.7

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** MySQL to DuckDB: the twin of {@link DebeziumDltLoader}, so far without its data flow. MYSQL.md says what is missing. */
@Command(name = "DebeziumDltLoaderMysql", mixinStandardHelpOptions = true, version = "debezium-dlt-loader 0.1.0",
        description = {"Change data capture from MySQL into DuckDB: pipeline mysql_cdc, dataset mysql_cdc_data.",
                "Not there yet: every verb says so and ends with exit code 1."},
        customSynopsis = "DebeziumDltLoaderMysql [-hV] [run|demo|config|info|drop]")
public class DebeziumDltLoaderMysql implements Callable<Integer> {

    @Spec
    CommandSpec spec;
    @Unmatched
    List<String> verbAndOptions = new ArrayList<>();

    @Override
    public Integer call() {
        String verb = verbAndOptions.isEmpty() ? "run" : verbAndOptions.get(0);
        spec.commandLine().getErr().println("MySQL is not there yet, so '" + verb + "' did nothing; PostgreSQL is:"
                + " ./jbang DebeziumDltLoader.java does the same from there, and MYSQL.md says what MySQL still lacks.");
        return 1;
    }

    public static void main(String... args) {
        System.exit(new CommandLine(new DebeziumDltLoaderMysql()).execute(args));
    }
}
