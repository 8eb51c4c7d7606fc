package standin;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Checks what was promised, a line each: {@code ok} or {@code not ok}. */
final class Promises {

    private static boolean failed;

    private Promises() {
    }

    interface Check {
        void run() throws Exception;
    }

    /**
     * Runs them and exits.
     *
     * @param numbers of some of them; none: all
     */
    static void check(List<Check> checks, String... numbers) {
        for (int i = 0; i < checks.size(); i++) {
            if (numbers.length == 0 || List.of(numbers).contains("" + i)) {
                check(checks.get(i));
            }
        }
        System.exit(failed ? 1 : 0);
    }

    private static void check(Check check) {
        long begun = System.nanoTime();
        try {
            check.run();
            System.err.println("took " + (System.nanoTime() - begun) / 1_000_000 + " ms");
        }
        catch (Exception | AssertionError e) {
            failed = true;
            System.out.println("not ok " + e);
            e.printStackTrace();
        }
    }

    static void same(Object expected, Object actual, String promise) {
        if (!expected.equals(actual)) {
            failed = true;
            System.out.println("not ok " + promise + "\nexpected " + expected + "\nactual   " + actual);
            return;
        }
        System.out.println("ok " + promise);
    }

    static void has(String part, String text, String promise) {
        same(true, text.contains(part), promise);
        if (!text.contains(part)) {
            System.out.println("expected " + part + "\nin       " + text);
        }
    }

    static String golden(String name) throws Exception {
        return Files.readString(Path.of("tests/standin/" + name));
    }

    static String lines(List<String> rows) {
        return rows.stream().map(row -> row + "\n").collect(Collectors.joining());
    }
}
