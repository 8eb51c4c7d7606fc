package cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of services that were joined without a line break between them are read name by name. */
class FatJarTest {

    public static final class First implements Supplier<String> {
        @Override
        public String get() {
            return "first";
        }
    }

    public static final class Second implements Supplier<String> {
        @Override
        public String get() {
            return "second";
        }
    }

    private static URLClassLoader over(Path folder) throws IOException {
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, FatJarTest.class.getClassLoader());
    }

    private static List<String> services(Path folder, String text) throws IOException {
        Path list = folder.resolve("META-INF/services/java.util.function.Supplier");
        Files.createDirectories(list.getParent());
        Files.writeString(list, text);
        try (URLClassLoader jar = over(folder)) {
            return ServiceLoader.load(Supplier.class, new FatJar(jar)).stream()
                    .map(provider -> (String) provider.get().get()).toList();
        }
    }

    @Test
    void joinedNamesAreTwo(@TempDir Path folder) throws IOException {
        String first = First.class.getName();
        String second = Second.class.getName();
        assertEquals(List.of("first", "second"), services(folder, first + second));
        assertEquals(List.of("second", "first"), services(folder, "# comment\n\n" + second + first + "\n"));
        assertEquals(List.of("first", "second"), services(folder, first + " # the first\n" + second));
    }

    @Test
    void whatIsNoClassStaysAsItIs(@TempDir Path folder) throws IOException {
        Path list = folder.resolve("META-INF/services/x.Y");
        Files.createDirectories(list.getParent());
        Files.writeString(list, "no.Such\n" + First.class.getName() + "no.Other");
        try (URLClassLoader jar = over(folder)) {
            URL found = Collections.list(new FatJar(jar).getResources("META-INF/services/x.Y")).get(0);
            try (var in = found.openStream()) {
                assertEquals("no.Such\n" + First.class.getName() + "no.Other", new String(in.readAllBytes()));
            }
        }
    }
}
