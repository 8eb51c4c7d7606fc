package dlt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.NonPrintableStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** A schema as {@code dlt pipeline NAME schema} prints it: https://dlthub.com/docs/general-usage/schema. */
public final class DltYaml {

    private static final Pattern BREAKS = Pattern.compile("[\\n\\r\\u0085\\u2028\\u2029]");

    /** Texts in the style of Python's: quoted over several lines rather than indented. */
    private static final class Texts extends Representer {
        private Texts(DumperOptions options) {
            super(options);
            representers.put(String.class, text -> representScalar(Tag.STR, (String) text,
                    BREAKS.matcher((String) text).find() ? ScalarStyle.SINGLE_QUOTED : ScalarStyle.PLAIN));
        }
    }

    /** A lone {@code =} means something to Python, so that the text has to be quoted. */
    private static final class Meanings extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            super.addImplicitResolvers();
            addImplicitResolver(new Tag(Tag.PREFIX + "value"), Pattern.compile("="), "=");
        }
    }

    private DltYaml() {
    }

    /** Tables and columns are told by their keys, so without their {@code name}. */
    public static String of(DltSchema schema) {
        ObjectNode tree = DltJson.object(schema.json(), "The dlt schema");
        for (JsonNode table : tree.path("tables")) {
            ((ObjectNode) table).remove("name");
            table.path("columns").forEach(column -> ((ObjectNode) column).remove("name"));
        }
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(FlowStyle.BLOCK);
        options.setNonPrintableStyle(NonPrintableStyle.ESCAPE);
        return new Yaml(new SafeConstructor(new LoaderOptions()), new Texts(options), options, new Meanings())
                .dump(DltJson.MAPPER.convertValue(tree, LinkedHashMap.class));
    }
}
