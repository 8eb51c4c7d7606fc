//DEPS org.duckdb:duckdb_jdbc:1.5.5.1
package destination;

/**
 * DuckDB's version stands here alone: scripts and tests have it by naming this file. Take another only if
 * {@code EngineTest} passes with it.
 */
final class DuckDbVersion {

    /**
     * Where rows are kept in order it loses sight of them in more cases than 1.5 ({@link DuckDb#ANY_ORDER}); 2.0.1 in
     * none.
     */
    private static final String HIDES_ROWS = "v2.0.0";

    private DuckDbVersion() {
    }

    /** Why a version is not to load rows, by the name that DuckDB gives itself; empty where it may. */
    static String hindrance(String version) {
        return !version.equals(HIDES_ROWS) ? "" : "DuckDB " + version + " can lose sight of rows that were inserted,"
                + " so nothing is loaded with it: leave duckdb_jdbc in the version that the loader has, or take a"
                + " release after 2.0.0";
    }
}
