package binlog;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * How to read the bytes of a column, which the stream has as the server stores them, and the snapshot as text.
 * Characters of one byte are those of the server, also where Java's set of that name has others. Of the sets with more
 * bytes, big5 has 8 characters that Java does not know, gbk one, gb18030 36 and eucjpms and ujis those of private use.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/charset-charsets.html">MySQL: Supported Character Sets</a>
 */
final class MysqlCharset {

    private static final Map<String, String> JAVA = Map.ofEntries(
            Map.entry("ascii", "US-ASCII"), Map.entry("big5", "Big5"), Map.entry("cp1250", "windows-1250"),
            Map.entry("cp1251", "windows-1251"), Map.entry("cp1256", "windows-1256"),
            Map.entry("cp1257", "windows-1257"),
            Map.entry("cp850", "IBM850"), Map.entry("cp852", "IBM852"), Map.entry("cp866", "IBM866"),
            Map.entry("cp932", "windows-31j"), Map.entry("eucjpms", "x-eucJP-Open"),
            Map.entry("euckr", "x-windows-949"),
            Map.entry("gb18030", "GB18030"), Map.entry("gb2312", "GB2312"), Map.entry("gbk", "GBK"),
            Map.entry("greek", "ISO-8859-7"), Map.entry("hebrew", "ISO-8859-8"), Map.entry("koi8r", "KOI8-R"),
            Map.entry("koi8u", "KOI8-U"), Map.entry("latin1", "windows-1252"), Map.entry("latin2", "ISO-8859-2"),
            Map.entry("latin5", "ISO-8859-9"), Map.entry("latin7", "ISO-8859-13"),
            Map.entry("macce", "x-MacCentralEurope"),
            Map.entry("macroman", "x-MacRoman"), Map.entry("sjis", "Shift_JIS"), Map.entry("tis620", "TIS-620"),
            Map.entry("ucs2", "UTF-16BE"), Map.entry("ujis", "EUC-JP"), Map.entry("utf16", "UTF-16BE"),
            Map.entry("utf16le", "UTF-16LE"), Map.entry("utf32", "UTF-32BE"), Map.entry("armscii8", "ISO-8859-1"),
            Map.entry("dec8", "ISO-8859-1"), Map.entry("geostd8", "ISO-8859-1"), Map.entry("hp8", "ISO-8859-1"),
            Map.entry("keybcs2", "ISO-8859-1"), Map.entry("swe7", "ISO-8859-1"));

    /** Characters that are others than Java's: the first one's byte, then they themselves. */
    private static final Map<String, String> OWN = Map.ofEntries(
            Map.entry("greek", "\u00a1\u02bd\u02bc"), Map.entry("hebrew", "\u00af\u203e"),
            Map.entry("cp866", "\u00fc\u207f\u00b2"), Map.entry("koi8u", "\u0095\u2022"),
            Map.entry("armscii8", "\u00a0"
                    + "\u00a0❁§։\ufffd\ufffd»«—\ufffd՝\ufffd\ufffd՟…՜՛՞ԱաԲբԳգԴդԵեԶզԷէԸըԹթԺժԻիԼլԽխԾծԿկՀհՁձՂղՃճՄմ"
                    + "ՅյՆնՇշՈոՉչՊպՋջՌռՍսՎվՏտՐրՑցՒւՓփՔքՕօՖֆ’\ufffd"),
            Map.entry("dec8", "\u00a0"
                    + "\u00a0¡¢£\ufffd¥\ufffd§¤©ª«\ufffd\ufffd\ufffd\ufffd°±²³\ufffdµ¶·\ufffd¹º»¼½\ufffd¿ÀÁÂÃÄÅ"
                    + "ÆÇÈÉÊËÌÍÎÏ\ufffdÑÒÓÔÕÖŒØÙÚÛÜŸ\ufffdßàáâãäåæçèéêëìíîï\ufffdñòóôõöœøùúûüÿ\ufffd\ufffd"),
            Map.entry("geostd8", "\u0080"
                    + "€\ufffd‚\ufffd„…†‡\ufffd‰\ufffd‹\ufffd\ufffd\ufffd\ufffd\ufffd‘’“”•–—\ufffd\ufffd\ufffd›"
                    + "\ufffd\ufffd\ufffd\ufffd\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿აბგდევზჱთიკლმნჲოპჟრსტჳ"
                    + "უფქღყშჩცძწჭხჴჯჰჵ\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd"
                    + "\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd№\ufffd\ufffd"),
            Map.entry("hp8", "\u00a0"
                    + "\u00a0ÀÂÈÊËÎÏ´ˋˆ¨˜ÙÛ₤¯Ýý°ÇçÑñ¡¿¤£¥§ƒ¢âêôûáéóúàèòùäëöüÅîØÆåíøæÄìÖÜÉïßÔÁÃãÐðÍÌÓÒÕõŠšÚŸÿÞþ·"
                    + "µ¶¾—¼½ªº«■»±\ufffd"),
            Map.entry("keybcs2", "\u0080"
                    + "ČüéďäĎŤčěĚĹÍľĺÄÁÉžŽôöÓůÚýÖÜŠĽÝŘťáíóúňŇŮÔšřŕŔ¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫"
                    + "╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0"));
    /** Of bytes below 128 too. */
    private static final String SWE7 = "@É[Ä\\Ö]Å^Ü`é{ä|ö}å~ü";
    private static final char UNKNOWN = '\uFFFD';

    private final Charset charset;
    /** The character of each byte; null where a character may have several. */
    private final char[] table;

    private MysqlCharset(Charset charset, char[] table) {
        this.charset = charset;
        this.table = table;
    }

    /** @param name MySQL's name; null or unknown is UTF-8 */
    static MysqlCharset of(String name) {
        String key = name == null ? "" : name.toLowerCase(Locale.ROOT);
        String java = JAVA.get(key);
        Charset charset = java != null && Charset.isSupported(java) ? Charset.forName(java) : StandardCharsets.UTF_8;
        return new MysqlCharset(charset, isPatched(key) ? table(key, charset) : null);
    }

    private static boolean isPatched(String key) {
        return OWN.containsKey(key) || key.equals("swe7") || key.equals("latin1") || key.equals("tis620");
    }

    /** Where Java has no character for a control code, the server has that code. */
    private static char[] table(String key, Charset charset) {
        char[] table = new char[256];
        for (int i = 0; i < table.length; i++) {
            String character = new String(new byte[] {(byte) i}, charset);
            table[i] = character.charAt(0) == UNKNOWN && i >= 0x80 && i < 0xa0 ? (char) i : character.charAt(0);
        }
        String own = OWN.getOrDefault(key, "");
        for (int i = 1; i < own.length(); i++) {
            table[own.charAt(0) + i - 1] = own.charAt(i);
        }
        if (key.equals("swe7")) {
            Arrays.fill(table, 0x80, table.length, UNKNOWN);
            for (int i = 0; i < SWE7.length(); i += 2) {
                table[SWE7.charAt(i)] = SWE7.charAt(i + 1);
            }
        }
        return table;
    }

    /** A text as a column keeps it: what its character set does not have becomes a question mark. */
    String kept(String text) {
        if (table == null) {
            return new String(text.getBytes(charset), charset);
        }
        StringBuilder kept = new StringBuilder();
        String characters = new String(table);
        text.codePoints().forEach(c -> kept.append(c < 128 || Character.isBmpCodePoint(c) && c != UNKNOWN
                && characters.indexOf(c) >= 0 ? Character.toString(c) : "?"));
        return kept.toString();
    }

    String decode(byte[] bytes) {
        if (table == null) {
            return new String(bytes, charset);
        }
        char[] text = new char[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            text[i] = table[bytes[i] & 0xff];
        }
        return new String(text);
    }
}
