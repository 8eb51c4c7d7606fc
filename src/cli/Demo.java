package cli;

import java.util.List;

/**
 * What a kind of source brings to {@code demo}: a server, its SQL and its words. The walk-through itself, with a table
 * {@code test_users}, is the verb's.
 */
public interface Demo {

    /** Where the demo runs. */
    sealed interface Place permits Server, OtherLoader {
    }

    /**
     * A server, started by a JBang script that prints a line of JSON when it is ready and ends with its standard input.
     *
     * @param said  what it is, as in "Starting an embedded PostgreSQL ..."
     * @param files names of the script, first, and of the sources that it includes, all packed below {@code demo/}
     */
    record Server(String said, List<String> files) implements Place {
    }

    /**
     * The demo of another loader script, where this one's source cannot be had.
     *
     * @param script its file name
     * @param said   the sentence that says so
     */
    record OtherLoader(String script, String said) implements Place {
    }

    /** Chosen when the demo starts, by what this machine has. */
    Place place();

    /** The source's name in what is printed, such as PostgreSQL. */
    String product();

    /** The JDBC driver's: {@code postgresql} in {@code jdbc:postgresql:}. */
    String scheme();

    /** Statements that make the empty table: {@code id}, which the source counts, {@code name} and {@code email}. */
    List<String> tableStatements();

    /** What they do, in a few words, such as "CREATE TABLE test_users". */
    String tableWords();

    /** The table in {@code table_include_list}. */
    String tableName();
}
