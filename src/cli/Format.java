package cli;

import java.util.Locale;

/** How a verb prints its data. */
enum Format {
    TABLE, JSON, CSV;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
