package config;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Asks a connector about its properties. It runs in the class loader that has the connector, which may be another one
 * than this program's, with any version of Debezium: so {@link LoadedConnector} calls it through reflection, it takes
 * and gives the JDK's types only, refers to no other class of ours, and calls Debezium and Kafka through reflection
 * itself.
 */
public final class ConnectorProbe {

    private static final String FIELD = "io.debezium.config.Field";
    private static final String CONFIGURATION = "io.debezium.config.Configuration";

    private ConnectorProbe() {
    }

    /** The connector's own version. */
    public static String version(String connectorClass) throws ReflectiveOperationException {
        return String.valueOf(call(connector(connectorClass), "version"));
    }

    /**
     * The names that the connector knows, each with a Kafka {@code ConfigDef.Type} and the words that it allows, if it
     * allows only some. {@code config()} alone is not enough: it leaves out some that the connector reads (read.only,
     * offset.mismatch.strategy).
     */
    public static Map<String, List<String>> properties(String connectorClass, String configClass)
            throws ReflectiveOperationException {
        Map<String, List<String>> properties = new TreeMap<>();
        Object config = call(connector(connectorClass), "config");
        for (Map.Entry<?, ?> key : ((Map<?, ?>) call(config, "configKeys")).entrySet()) {
            Object type = key.getValue().getClass().getField("type").get(key.getValue());
            properties.put((String) key.getKey(), List.of(type.toString()));
        }
        properties.putAll(fields(configClass));
        return properties;
    }

    /**
     * The same of a class with constants of Debezium's type Field; one that this version of Debezium lacks has none.
     */
    public static Map<String, List<String>> fields(String className) throws ReflectiveOperationException {
        Map<String, List<String>> fields = new TreeMap<>();
        for (Map.Entry<String, Object> constant : constants(className).entrySet()) {
            List<String> described = new ArrayList<>(List.of(call(constant.getValue(), "type").toString()));
            Set<String> words = new TreeSet<>();
            ((Set<?>) call(constant.getValue(), "allowedValues")).forEach(word -> words.add(word.toString()));
            described.addAll(words);
            fields.put(constant.getKey(), List.copyOf(described));
        }
        return fields;
    }

    /** What the connector objects to in single values, by property: it does not connect for that. */
    public static Map<String, List<String>> fieldErrors(String connectorClass, String configClass,
            Map<String, String> properties) throws ReflectiveOperationException {
        Object connector = connector(connectorClass);
        Class<?> configuration = load(CONFIGURATION);
        Object config = call(null, configuration.getMethod("from", Map.class), properties);
        for (Class<?> type = connector.getClass(); type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals("validateAllFields") && !Modifier.isAbstract(method.getModifiers())) {
                    method.setAccessible(true);
                    return errors(((Map<?, ?>) call(connector, method, config)).values());
                }
            }
        }
        // A connector without that method: what its own constants demand.
        Class<?> set = load(FIELD + "$Set");
        Object all = call(null, load(FIELD).getMethod("setOf", Iterable.class), constants(configClass).values());
        return errors(((Map<?, ?>) call(config, configuration.getMethod("validate", set), all)).values());
    }

    /** All that the connector's {@code validate()} objects to, by property; most connectors connect for that. */
    public static Map<String, List<String>> errors(String connectorClass, Map<String, String> properties)
            throws ReflectiveOperationException {
        Object connector = connector(connectorClass);
        Object config = call(connector, connector.getClass().getMethod("validate", Map.class), properties);
        return errors((Iterable<?>) call(config, "configValues"));
    }

    private static Map<String, List<String>> errors(Iterable<?> values) throws ReflectiveOperationException {
        Map<String, List<String>> errors = new LinkedHashMap<>();
        for (Object value : values) {
            List<String> messages = new ArrayList<>();
            ((List<?>) call(value, "errorMessages")).forEach(message -> messages.add(String.valueOf(message)));
            if (!messages.isEmpty()) {
                errors.put((String) call(value, "name"), messages);
            }
        }
        return errors;
    }

    private static Object connector(String className) throws ReflectiveOperationException {
        return load(className).getDeclaredConstructor().newInstance();
    }

    /** By property. A connector's own constant hides the general one of the same name. */
    private static Map<String, Object> constants(String className) throws ReflectiveOperationException {
        Map<String, Object> constants = new TreeMap<>();
        Class<?> type;
        try {
            type = load(className);
        }
        catch (ClassNotFoundException e) {
            return constants;
        }
        // Not all of a connector's own are public (cassandra.node.id).
        List<Field> all = new ArrayList<>(List.of(type.getFields()));
        all.addAll(List.of(type.getDeclaredFields()));
        for (Field constant : all) {
            if (Modifier.isStatic(constant.getModifiers()) && constant.getType().getName().equals(FIELD)) {
                constant.setAccessible(true);
                boolean own = constant.getDeclaringClass() == type;
                Object field = constant.get(null);
                constants.merge((String) call(field, "name"), field, (first, second) -> own ? second : first);
            }
        }
        return constants;
    }

    private static Class<?> load(String className) throws ClassNotFoundException {
        return Class.forName(className, true, ConnectorProbe.class.getClassLoader());
    }

    private static Object call(Object target, String method) throws ReflectiveOperationException {
        return call(target, target.getClass().getMethod(method));
    }

    private static Object call(Object target, Method method, Object... arguments) throws ReflectiveOperationException {
        try {
            return method.invoke(target, arguments);
        }
        catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
