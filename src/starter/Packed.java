package starter;

import base.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The files that the scripts' {@code //FILES} lines pack into this program, below {@code starter/}. */
final class Packed {

    private Packed() {
    }

    static String text(String name) {
        try (InputStream in = Packed.class.getClassLoader().getResourceAsStream("starter/" + name)) {
            if (in == null) {
                throw Problem.run("File starter/" + name + " is not in this program: its //FILES line is missing in"
                        + " the script or in the sources that it names");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        catch (IOException e) {
            throw Problem.run("Cannot read starter/" + name + " of this program: " + Problem.why(e), e);
        }
    }
}
