import capture.Patches;
import java.io.File;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The class path of this process, in another order than it was given. */
final class ClassPath {

    private ClassPath() {
    }

    /** Where the classes of this project are: a jar, or a folder. */
    static Path ours() {
        try {
            return Path.of(Patches.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        }
        catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> others() {
        List<Path> others = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!Path.of(entry).toAbsolutePath().equals(ours().toAbsolutePath())) {
                others.add(Path.of(entry));
            }
        }
        return others;
    }

    /** Loads classes of the libraries, none of ours. */
    static URLClassLoader without() {
        return of(others());
    }

    /** Loads the libraries' classes where both have one. */
    static URLClassLoader ownLast() {
        List<Path> all = others();
        all.add(ours());
        return of(all);
    }

    /** Loads classes from {@code first}, else from the libraries. */
    static URLClassLoader after(Path first) {
        List<Path> all = others();
        all.add(0, first);
        return of(all);
    }

    private static URLClassLoader of(List<Path> entries) {
        URL[] urls = new URL[entries.size()];
        for (int i = 0; i < urls.length; i++) {
            try {
                urls[i] = entries.get(i).toUri().toURL();
            }
            catch (java.net.MalformedURLException e) {
                throw new IllegalStateException(e);
            }
        }
        return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }
}
