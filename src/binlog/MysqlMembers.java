package binlog;

import io.debezium.relational.Column;
import io.debezium.spi.converter.RelationalColumn;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;

/**
 * The members of an enum or set, in order. The stream has only their numbers. Debezium knows the members, as literals
 * of the DDL, and hands on texts with commas escaped and backslashes left as they are in the literal; a converter is
 * not told them. They are read from the column that stands after the one that the converter is given.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/enum.html">MySQL: The ENUM Type</a>
 */
final class MysqlMembers {

    private final String column;
    private final List<String> members = new ArrayList<>();

    /**
     * @param charset of the column: a member that the statement has, and that is not in it, is kept with question marks
     */
    private MysqlMembers(String column, List<String> literals, MysqlCharset charset) {
        this.column = column;
        literals.forEach(literal -> members.add(charset.kept(member(literal))));
    }

    static MysqlMembers of(RelationalColumn column) {
        String name = column.dataCollection() + "." + column.name();
        try {
            for (Field field : column.getClass().getDeclaredFields()) {
                if (Column.class.isAssignableFrom(field.getType())) {
                    field.setAccessible(true);
                    Column known = (Column) field.get(column);
                    return new MysqlMembers(name, known.enumValues(), MysqlCharset.of(known.charsetName()));
                }
            }
        }
        catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
        throw new IllegalStateException("this version of Debezium does not tell the members of " + name);
    }

    /** The stream's number, from 1; 0 stands for a value that was none of the members. The snapshot's text as it is. */
    Object enumText(Object value) {
        if (!(value instanceof Number place)) {
            return value.toString();
        }
        return place.intValue() == 0 ? "" : at(place.intValue() - 1);
    }

    /** The stream's number has a bit for each member, the lowest for the first. */
    Object setText(Object value) {
        if (!(value instanceof Number number)) {
            return value.toString();
        }
        StringBuilder text = new StringBuilder();
        for (long bits = number.longValue(); bits != 0; bits &= bits - 1) {
            text.append(text.length() == 0 ? "" : ",").append(at(Long.numberOfTrailingZeros(bits)));
        }
        return text.toString();
    }

    private String at(int index) {
        if (index >= members.size()) {
            throw new IllegalStateException("Column " + column + " holds member number " + (index + 1)
                    + ", but only " + members.size() + " are known");
        }
        return members.get(index);
    }

    /** A literal in quotes; blanks at the end are no part of a member. */
    private static String member(String literal) {
        int end = literal.length() - 1;
        char quote = end < 1 ? ' ' : literal.charAt(0);
        if (quote != '\'' && quote != '"' || literal.charAt(end) != quote) {
            return literal.stripTrailing();
        }
        StringBuilder member = new StringBuilder();
        for (int i = 1; i < end; i++) {
            char c = literal.charAt(i);
            if ((c == '\\' || c == quote) && i + 1 < end) {
                i++;
                c = c == '\\' ? escaped(literal.charAt(i)) : c;
            }
            member.append(c);
        }
        while (member.length() > 0 && member.charAt(member.length() - 1) == ' ') {
            member.setLength(member.length() - 1);
        }
        return member.toString();
    }

    private static char escaped(char c) {
        return switch (c) {
            case '0' -> '\0';
            case 'b' -> '\b';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'Z' -> 0x1a;
            default -> c;
        };
    }
}
