package kind;

import java.util.Locale;

/** How far it was shown that a kind of source is loaded right; from the most to the least. */
public enum Proof {

    /** Killed at random with a real server, and all that was loaded compared with what that server says. */
    SERVER("the loader was killed at random with a real server, and everything compared with it"),
    /** The connector's own snapshot and streaming code ran, against a stand-in for the server. */
    STANDIN("the connector's own code ran, but against a stand-in for the server: how a real one behaves after a crash"
            + " is not shown"),
    /** Events that the connector's own emitters and converters made were loaded and compared; no server took part. */
    EVENTS("events made by the connector's own code were loaded and compared, but no server took part: what it sends"
            + " again after a crash is not shown"),
    /** The connector itself has checked names and values of the configuration; nothing was loaded. */
    CONFIG("the connector itself has checked the names and values of its settings, and nothing else is shown");

    private final String meaning;

    Proof(String meaning) {
        this.meaning = meaning;
    }

    /** For a person: the word, and what it means. */
    public String sentence() {
        return name() + ", that is, " + meaning;
    }

    /** What a person should know and do where no real server has shown it; empty where one has. */
    public String warning(String kind) {
        return this == SERVER ? "" : "How far " + kind.toUpperCase(Locale.ROOT).charAt(0) + kind.substring(1)
                + " is proven: " + sentence() + ". Compare what is loaded with your own server before you rely on it";
    }
}
