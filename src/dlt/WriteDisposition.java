package dlt;

import java.util.Locale;

/** How changes become rows; dlt knows both by these names: https://dlthub.com/docs/general-usage/incremental-loading */
public enum WriteDisposition {
    /** One row a key, the newest. */
    MERGE,
    /** One row a change, in source order. */
    APPEND;

    /** The word that dlt's schema uses: {@code merge} or {@code append}. */
    public String dltName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
