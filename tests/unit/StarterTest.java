package starter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import base.Shell;
import org.junit.jupiter.api.Test;

/** A script that `init` writes can make another; a copy that would lose its tweaks is refused. */
class StarterTest {

    private static final String SCRIPT = """
            //JAVA 17+
            //DEPS src/PostgresLoader.java
            //SOURCES src/patches/Postgres.java
            //FILES starter/script.java=First.java
            import cli.Script;
            public class First extends Script {
            }
            """;

    private static ScriptText script(String type, String text) {
        return new ScriptText(type, text, list -> "//DEPS org.example:" + list.replace("/", "-") + ":1\n");
    }

    @Test
    void aStarterMakesAnotherWithTheSameDependencies() {
        String first = script("First", SCRIPT).withJar().text();
        assertTrue(first.contains("//DEPS shared/"), first);
        assertEquals(first.replace("First", "Second"), script("First", first).renamed("Second").withJar().text());
    }

    @Test
    void aNameIsTakenOnlyByWhatTheStarterKeeps() {
        assertTrue(script("First", SCRIPT).uses("Script"));
        assertFalse(script("First", SCRIPT).uses("PostgresLoader"));
        assertFalse(script("First", SCRIPT).uses("First"));
    }

    @Test
    void aCopyThatPacksItsOriginalIsRefused() {
        Problem problem = assertThrows(Problem.class, () -> script("Copy", SCRIPT));
        assertEquals("The script Copy packs another script, so init would lose your tweaks. Write into Copy.java:"
                + " //FILES starter/script.java=Copy.java", problem.getMessage());
        assertEquals(2, problem.exitCode());
    }

    @Test
    void aWordOfACommandIsQuotedWhereTheShellNeedsIt() {
        assertEquals("/tmp/größe/a.duckdb", Shell.word("/tmp/größe/a.duckdb"));
        assertEquals("'my loader'", Shell.word("my loader"));
        assertEquals("'bob'\\''s'", Shell.word("bob's"));
        assertEquals("'$(x)'", Shell.word("$(x)"));
        assertEquals("'~/x'", Shell.word("~/x"));
    }
}
