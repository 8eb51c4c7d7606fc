package base;

/** This program's version and its Maven coordinates; they stand nowhere else in the sources. */
public final class Release {

    public static final String GROUP = "io.github.debezium-dlt";
    public static final String ARTIFACT = "debezium-dlt";
    public static final String VERSION = "0.1.0";

    private Release() {
    }

    /** The file name of the jar that has what the loader scripts share. */
    public static String jar() {
        return ARTIFACT + "-" + VERSION + ".jar";
    }
}
