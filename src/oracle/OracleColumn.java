package oracle;

import java.util.Set;

/**
 * A column as the catalogue has it.
 *
 * @param type      such as {@code TIMESTAMP(6) WITH TIME ZONE}
 * @param composed  whether its type is one that somebody made of others
 * @param generated whether its values are computed as they are read
 */
record OracleColumn(String name, String type, boolean composed, boolean generated) {

    /** LogMiner and the connector take no table, and no column, with a longer name. */
    static final int LONGEST_NAME = 30;
    /** What LogMiner or the connector leaves out of the events. */
    private static final Set<String> LEFT_OUT = Set.of("JSON", "LONG", "LONG RAW", "BFILE", "UROWID", "VECTOR",
            "XMLTYPE");

    /** Why its values would be missing; empty where they are not. */
    String missing() {
        return generated ? " is virtual: the redo log has no value of it"
                : composed || LEFT_OUT.contains(type) ? " has type " + type + ", whose values "
                        + (type.equals("XMLTYPE") ? "cannot be read without a library that Maven Central lacks"
                                : "LogMiner or Debezium's connector leaves out") : "";
    }
}
