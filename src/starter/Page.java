package starter;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A starter's README, of which some parts are only for some loaders: {@code <!-- demo -->} begins one of that name. */
final class Page {

    private static final Pattern BEGINNING = Pattern.compile("<!-- (\\w+) -->\n\n");

    private Page() {
    }

    /**
     * @param text   every part, the first without a name
     * @param parts  names of the parts that this loader's page has
     * @param values by {@code NAME}, what stands for {@code @NAME@}
     */
    static String of(String text, Set<String> parts, Map<String, String> values) {
        String page = Pattern.compile("(?=" + BEGINNING + ")").splitAsStream(text)
                .filter(part -> BEGINNING.matcher(part).results().allMatch(name -> parts.contains(name.group(1))))
                .map(part -> BEGINNING.matcher(part).replaceFirst("")).collect(Collectors.joining());
        for (Map.Entry<String, String> value : values.entrySet()) {
            page = page.replace("@" + value.getKey() + "@", value.getValue());
        }
        return page;
    }
}
