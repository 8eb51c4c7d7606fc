import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import capture.Patches;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import kind.SourceKinds;
import org.junit.jupiter.api.Test;

/**
 * The compiled Debezium calls our classes in the place of its own: what it calls has to be there, or a run ends at
 * the first call. A newer Debezium shows here what its classes ask for in addition.
 */
class PatchMembersTest {

    private final Map<String, ClassFile> libraries = new HashMap<>();
    private final Set<String> patched = new HashSet<>();

    private void read() throws IOException {
        Patches.COMMON.forEach(name -> patched.add(name.replace('.', '/')));
        SourceKinds.ALL.forEach(kind -> kind.patches().forEach(name -> patched.add(name.replace('.', '/'))));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            String name = Path.of(entry).getFileName().toString();
            if (name.startsWith("debezium-") || name.startsWith("mysql-binlog-connector")) {
                read(new JarFile(entry));
            }
        }
        assertTrue(libraries.size() > 500, "Debezium's jars are on the class path");
    }

    private void read(JarFile jar) throws IOException {
        try (jar; Stream<JarEntry> entries = jar.stream()) {
            for (JarEntry entry : entries.filter(each -> each.getName().endsWith(".class")).toList()) {
                try (InputStream in = jar.getInputStream(entry)) {
                    ClassFile read = ClassFile.of(in.readAllBytes());
                    libraries.put(read.name(), read);
                }
            }
        }
    }

    private boolean isPatched(String name) {
        return name != null && patched.contains(name.replaceAll("\\$.*", ""));
    }

    /** The patched class among a class and its superclasses; null if there is none. */
    private String patchedSuper(String name) {
        String each = name;
        while (each != null && !isPatched(each)) {
            each = libraries.containsKey(each) ? libraries.get(each).superName() : null;
        }
        return each;
    }

    @Test
    void whatDebeziumCallsIsThere() throws Exception {
        read();
        Set<String> missing = new TreeSet<>();
        int calls = 0;
        for (ClassFile caller : libraries.values()) {
            for (ClassFile.Reference used : caller.references()) {
                if (isPatched(caller.name()) || patchedSuper(used.owner()) == null) {
                    continue;
                }
                calls++;
                String owner = used.owner().replace('/', '.');
                if (!has(Class.forName(owner, false, getClass().getClassLoader()), used.member())) {
                    missing.add(caller.name() + " uses " + owner + "." + used.member());
                }
            }
        }
        assertEquals(Set.of(), missing);
        assertTrue(calls > 100, calls + " uses were looked at");
        assertFalse(has(io.debezium.util.Clock.class, "nothing()V"));
    }

    private static boolean has(Class<?> in, String member) {
        if (in == null) {
            return false;
        }
        return Stream.of(in.getDeclaredFields()).map(PatchMembersTest::text).anyMatch(member::equals)
                || Stream.of(in.getDeclaredMethods()).map(PatchMembersTest::text).anyMatch(member::equals)
                || Stream.of(in.getDeclaredConstructors()).map(PatchMembersTest::text).anyMatch(member::equals)
                || has(in.getSuperclass(), member) || in.isInterface() && has(Object.class, member)
                || Stream.of(in.getInterfaces()).anyMatch(each -> has(each, member));
    }

    private static String text(Field field) {
        return field.getName() + field.getType().descriptorString();
    }

    private static String text(Method method) {
        return method.getName()
                + MethodType.methodType(method.getReturnType(), method.getParameterTypes()).descriptorString();
    }

    private static String text(Constructor<?> constructor) {
        return "<init>" + MethodType.methodType(void.class, constructor.getParameterTypes()).descriptorString();
    }
}
