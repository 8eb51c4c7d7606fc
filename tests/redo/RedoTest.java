///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//DEPS com.h2database:h2:2.3.232
//SOURCES ../../DebeziumDltLoaderOracle.java
//SOURCES Cuts.java
//SOURCES Lives.java
//SOURCES Loads.java
//SOURCES RedoDriver.java
//SOURCES Project.java
//SOURCES RedoServer.java
//SOURCES TypeCases.java

package redo;

import java.sql.Types;
import java.util.List;
import java.util.stream.Stream;
import oracle.jdbc.OracleTypes;
import redo.RedoServer.Col;
import redo.RedoServer.Transaction;

/**
 * The Oracle loader and its connector's own code, snapshot and LogMiner's stream, against a stand-in for the server:
 * {@code RedoTest.java [DIGITS]}, the numbers of some of its parts. Prints a line a promise.
 */
public final class RedoTest {

    static final List<Col> ITEM = List.of(new Col("ID", "NUMBER", OracleTypes.NUMBER, 9, 0, "INT"),
            new Col("V", "VARCHAR2", Types.VARCHAR, 20, null, "VARCHAR(20)"));
    static final List<Col> WIDER = Stream.concat(ITEM.stream(), Stream.of(new Col("N", "NUMBER", OracleTypes.NUMBER, 9,
            0, "INT"))).toList();

    private static boolean failed;

    private RedoTest() {
    }

    public static void main(String... args) throws Exception {
        Class.forName(RedoDriver.class.getName());
        List<Check> checks = List.of(Cuts::run, Cuts::openAtTheSnapshot, TypeCases::run, Loads::mergesAndAppends,
                Loads::keepsWhatIsLeftOut, Loads::tellsWhatIsMissing, Loads::refusesAGap);
        for (int i = 0; i < checks.size(); i++) {
            if (args.length == 0 || args[0].contains("" + i)) {
                check(checks.get(i));
            }
        }
        System.exit(failed ? 1 : 0);
    }

    interface Check {
        void run() throws Exception;
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

    /** A server with a captured table {@code ITEM} of two rows. */
    static RedoServer server() throws Exception {
        RedoServer server = new RedoServer();
        server.table("ITEM", ITEM);
        Transaction first = server.begin(1);
        first.insert("ITEM", "ID, V", "'1', 'a'");
        first.insert("ITEM", "ID, V", "'2', 'b'");
        first.commit();
        return server;
    }
}
