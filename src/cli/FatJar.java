package cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the lists of services in a jar with everything in it, as {@code jbang export fatjar} makes it: where a
 * library's list has no line break at its end, JBang joins its last name and the next library's first, and neither is
 * found.
 *
 * @see <a href="https://github.com/jbangdev/jbang/issues/2481">JBang: merging of service files</a>
 */
final class FatJar extends ClassLoader {

    private static final String SERVICES = "META-INF/services/";
    private static final String ENGINE = "io/debezium/engine/DebeziumEngine.class";

    FatJar(ClassLoader parent) {
        super(parent);
    }

    /** From here on, where this program is such a jar, services are found by way of the current thread. */
    static void useServices() {
        ClassLoader loader = FatJar.class.getClassLoader();
        URL ours = loader.getResource(FatJar.class.getName().replace('.', '/') + ".class");
        URL engine = loader.getResource(ENGINE);
        if (ours != null && engine != null && jar(ours).equals(jar(engine))) {
            Thread.currentThread().setContextClassLoader(new FatJar(loader));
        }
    }

    private static String jar(URL entry) {
        return entry.toString().replaceAll("!.*", "");
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        List<URL> found = Collections.list(super.getResources(name));
        if (name.startsWith(SERVICES)) {
            found.replaceAll(this::apart);
        }
        return Collections.enumeration(found);
    }

    /** The list at this place, with joined names apart. */
    private URL apart(URL list) {
        try (InputStream in = list.openStream()) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String names = text.lines().flatMap(line -> split(line.replaceAll("#.*", "").strip()).stream())
                    .collect(Collectors.joining("\n"));
            return readable(list, names.getBytes(StandardCharsets.UTF_8));
        }
        catch (IOException e) {
            return list;        // who reads it says so
        }
    }

    /** The classes whose names follow one another here; the text as it is where they are not all there. */
    private List<String> split(String names) {
        if (names.isEmpty() || isClass(names)) {
            return List.of(names);
        }
        for (int i = names.length() - 1; i > 0; i--) {
            if (isClass(names.substring(0, i))) {
                List<String> others = split(names.substring(i));
                if (others.stream().allMatch(this::isClass)) {
                    return Stream.concat(Stream.of(names.substring(0, i)), others.stream()).toList();
                }
            }
        }
        return List.of(names);
    }

    private boolean isClass(String name) {
        return getResource(name.replace('.', '/') + ".class") != null;
    }

    private static URL readable(URL list, byte[] text) throws MalformedURLException {
        return new URL(null, list.toString(), new URLStreamHandler() {
            @Override
            protected URLConnection openConnection(URL url) {
                return new URLConnection(url) {
                    @Override
                    public void connect() {
                        // It is here.
                    }

                    @Override
                    public InputStream getInputStream() {
                        return new ByteArrayInputStream(text);
                    }
                };
            }
        });
    }
}
