import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The constants of a compiled class: what it refers to, by name.
 *
 * @see <a href="https://docs.oracle.com/javase/specs/jvms/se17/html/jvms-4.html">The class File Format</a>
 */
public final class ClassFile {

    /** A field or a method of a class, its name and its descriptor. */
    record Reference(String owner, String member) {
    }

    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int METHOD_HANDLE = 15;

    private final int[] tags;
    private final Object[] constants;       // a String, or the bytes of any other
    private final byte[] rest;
    private final int version;

    private ClassFile(DataInputStream in) throws IOException {
        in.readInt();
        version = in.readInt();
        tags = new int[in.readUnsignedShort()];
        constants = new Object[tags.length];
        for (int i = 1; i < tags.length; i++) {
            tags[i] = in.readUnsignedByte();
            constants[i] = tags[i] == UTF8 ? in.readUTF() : in.readNBytes(switch (tags[i]) {
                case 7, 8, 16, 19, 20 -> 2;
                case METHOD_HANDLE -> 3;
                case LONG, DOUBLE -> 8;
                default -> 4;
            });
            i += tags[i] == LONG || tags[i] == DOUBLE ? 1 : 0;
        }
        rest = in.readAllBytes();
    }

    static ClassFile of(byte[] bytes) throws IOException {
        return new ClassFile(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    private static int number(byte[] bytes, int at) {
        return (bytes[at] & 255) << 8 | bytes[at + 1] & 255;
    }

    /** The text that a constant leads to, by its first index. */
    private String text(int index) {
        return constants[index] instanceof byte[] bytes ? text(number(bytes, 0)) : (String) constants[index];
    }

    /** With slashes. */
    String name() {
        return text(number(rest, 2));
    }

    /** With slashes; null for Object. */
    String superName() {
        int index = number(rest, 4);
        return index == 0 ? null : text(index);
    }

    /** The fields and methods that the code uses. */
    List<Reference> references() {
        List<Reference> references = new ArrayList<>();
        for (int i = 1; i < tags.length; i++) {
            if (tags[i] >= 9 && tags[i] <= 11) {
                byte[] reference = (byte[]) constants[i];
                byte[] member = (byte[]) constants[number(reference, 2)];
                references.add(new Reference(text(number(reference, 0)),
                        text(number(member, 0)) + text(number(member, 2))));
            }
        }
        return references;
    }

    /** The same class, with one name in the place of another. */
    byte[] replacing(String text, String by) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(0xCAFEBABE);
        out.writeInt(version);
        out.writeShort(tags.length);
        for (int i = 1; i < tags.length; i++) {
            if (tags[i] == UTF8) {
                out.writeByte(UTF8);
                out.writeUTF(constants[i].equals(text) ? by : (String) constants[i]);
            }
            else if (tags[i] != 0) {
                out.writeByte(tags[i]);
                out.write((byte[]) constants[i]);
            }
        }
        out.write(rest);
        return bytes.toByteArray();
    }
}
