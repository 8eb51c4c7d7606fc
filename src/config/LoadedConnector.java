package config;

import base.Problem;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import kind.SourceKind;

/**
 * A source kind's connector, to be asked about its properties: the one on the script's classpath, else one that is
 * fetched and loaded apart, because it may need another version of Debezium than the script has.
 */
public final class LoadedConnector {

    private static final String PROBE = "config.ConnectorProbe";

    private final SourceKind kind;
    private final Class<?> probe;

    private LoadedConnector(SourceKind kind, Class<?> probe) {
        this.kind = kind;
        this.probe = probe;
    }

    /**
     * The connector on the script's classpath.
     *
     * @throws Problem (exit code 2) if it is not there
     */
    public static LoadedConnector ofScript(SourceKind kind) {
        if (!isHere(kind)) {
            throw Problem.config("The %s connector (%s) is not on the classpath; add it to the script's //DEPS."
                    .formatted(kind.name(), kind.connectorClass()));
        }
        return new LoadedConnector(kind, ConnectorProbe.class);
    }

    /**
     * The connector on the script's classpath, else fetched.
     *
     * @param say hears that it is being fetched, which the first time can take a minute
     * @throws Problem (exit code 1) if it cannot be fetched
     */
    public static LoadedConnector onDemand(SourceKind kind, Consumer<String> say) {
        if (isHere(kind)) {
            return ofScript(kind);
        }
        List<URL> urls = new ArrayList<>();
        try {
            for (Path jar : ConnectorJars.of(kind, say)) {
                urls.add(jar.toUri().toURL());
            }
            urls.add(ConnectorProbe.class.getProtectionDomain().getCodeSource().getLocation());
            // Not this program's classes: it may be a loader script with another version of Debezium.
            ClassLoader apart = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
            return new LoadedConnector(kind, Class.forName(PROBE, true, apart));
        }
        catch (MalformedURLException | ClassNotFoundException e) {
            throw new IllegalStateException("the jars of the " + kind.name() + " connector", e);
        }
    }

    /** Such as {@code mysql connector 3.6.1.Final}. */
    public String title() {
        return kind.name() + " connector " + ask("version", kind.connectorClass());
    }

    /** The names that it knows, each with a Kafka {@code ConfigDef.Type} and the words allowed, if only some are. */
    @SuppressWarnings("unchecked")
    Map<String, List<String>> properties() {
        return (Map<String, List<String>>) ask("properties", kind.connectorClass(), kind.configClass());
    }

    /** The same that a class beside it has as constants: such a class holds the engine's properties. */
    @SuppressWarnings("unchecked")
    Map<String, List<String>> fields(String className) {
        return (Map<String, List<String>>) ask("fields", className);
    }

    /** What it objects to in single values, by property, without connecting. */
    @SuppressWarnings("unchecked")
    Map<String, List<String>> fieldErrors(Map<String, String> properties) {
        return (Map<String, List<String>>) ask("fieldErrors", kind.connectorClass(), kind.configClass(), properties);
    }

    /**
     * What its {@code validate()} objects to, by property ("" for an error that is not told for one); empty if it has
     * not answered in time.
     */
    @SuppressWarnings("unchecked")
    Optional<Map<String, List<String>>> errors(Map<String, String> properties, Duration timeout) {
        FutureTask<Object> asked = new FutureTask<>(() -> ask("errors", kind.connectorClass(), properties));
        Thread thread = new Thread(asked, "validate");
        thread.setDaemon(true);
        thread.start();
        try {
            return Optional.of((Map<String, List<String>>) asked.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        }
        catch (TimeoutException e) {
            return Optional.empty();
        }
        catch (ExecutionException e) {
            return Optional.of(Map.of("", List.of(said(e))));
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** What the innermost cause says: the outer ones say that something failed. */
    private static String said(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    private static boolean isHere(SourceKind kind) {
        String file = kind.connectorClass().replace('.', '/') + ".class";
        return LoadedConnector.class.getClassLoader().getResource(file) != null;
    }

    private Object ask(String question, Object... about) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(probe.getClassLoader());   // Kafka and JDBC look for classes by this one
        try {
            Class<?>[] types = new Class<?>[about.length];
            for (int i = 0; i < about.length; i++) {
                types[i] = about[i] instanceof Map ? Map.class : String.class;
            }
            return probe.getMethod(question, types).invoke(null, about);
        }
        catch (InvocationTargetException e) {
            throw Problem.run("The %s connector could not be asked for its properties (%s); --verbose shows where it"
                    .formatted(kind.name(), e.getCause()) + " failed.", e.getCause());
        }
        catch (ReflectiveOperationException e) {
            throw new IllegalStateException(PROBE + "." + question, e);
        }
        finally {
            thread.setContextClassLoader(before);
        }
    }
}
