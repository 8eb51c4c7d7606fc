package binlog;

import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.TableMapEventMetadata;
import com.github.shyiko.mysql.binlog.event.TableMapEventMetadata.DefaultCharset;
import com.github.shyiko.mysql.binlog.event.deserialization.ColumnType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The character sets that the log tells ahead of a table's rows. They stand in a list of their own, without names or
 * places: one for each column of a type that the server counts among those of characters, which is not the same in
 * MySQL and MariaDB. Columns of bytes are among them, with the set {@code binary}; enum and set have a list of their
 * own.
 *
 * @param names   of a collation's number
 * @param counted the types that have one, by their number in the log ({@link BinlogServer#charsetTypes})
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/classbinary__log_1_1Table__map__event.html">MySQL:
 *      Table_map_event, DEFAULT_CHARSET and COLUMN_CHARSET</a>
 */
record LoggedCharsets(Map<Integer, String> names, Set<Integer> counted) {

    private static final int STRING = ColumnType.STRING.getCode();

    /** The character set of each column, null where it has none; null: the log does not tell them for certain. */
    String[] of(TableMapEventData map) {
        int columns = map.getColumnTypes().length;
        String[] charsets = new String[columns];
        int place = 0;
        for (int i = 0; i < columns; i++) {
            if (isCounted(map.getColumnTypes()[i] & 0xff, map.getColumnMetadata()[i])) {
                charsets[i] = charset(map.getEventMetadata(), place++);
                if (charsets[i] == null) {
                    return null;
                }
            }
        }
        return map.getEventMetadata() == null || fits(map.getEventMetadata(), place) ? charsets : null;
    }

    private boolean isCounted(int type, int meta) {
        boolean member = type == STRING && (meta >> 8 == ColumnType.ENUM.getCode()
                || meta >> 8 == ColumnType.SET.getCode());
        return counted.contains(type) && !member;
    }

    /** The log gives all, or the most frequent one and the others. */
    private String charset(TableMapEventMetadata metadata, int place) {
        List<Integer> all = metadata == null ? null : metadata.getColumnCharsets();
        DefaultCharset most = metadata == null ? null : metadata.getDefaultCharset();
        if (all == null && most == null) {
            return null;
        }
        if (all != null) {
            return place < all.size() ? names.get(all.get(place)) : null;
        }
        Map<Integer, Integer> others = most.getCharsetCollations();
        Integer collation = others == null ? null : others.get(place);
        return names.get(collation == null ? most.getDefaultCharsetCollation() : collation);
    }

    /** Whether the list has as many places as there are columns for it, as far as it tells. */
    private static boolean fits(TableMapEventMetadata metadata, int places) {
        List<Integer> all = metadata.getColumnCharsets();
        DefaultCharset most = metadata.getDefaultCharset();
        return (all == null || all.size() == places) && (most == null || most.getCharsetCollations() == null
                || most.getCharsetCollations().keySet().stream().allMatch(place -> place < places));
    }

    /** Whether text is the same in both, as far as we read it. */
    static boolean same(String charset, String other) {
        return charset.equalsIgnoreCase(other) || charset.startsWith("utf8") && other.toLowerCase(Locale.ROOT)
                .startsWith("utf8");
    }
}
