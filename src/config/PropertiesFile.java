package config;

import base.Problem;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** Properties as a file has them, and such a file for its owner only. */
public final class PropertiesFile {

    private PropertiesFile() {
    }

    /** Lines as {@link Properties#store} escapes them, sorted, without its date. */
    public static String format(Map<String, String> properties) {
        Properties plain = new Properties();
        plain.putAll(properties);
        StringWriter text = new StringWriter();
        try {
            plain.store(text, null);
        }
        catch (IOException e) {
            throw new IllegalStateException("a StringWriter does not fail", e);
        }
        return text.toString().lines().filter(line -> !line.startsWith("#")).sorted()
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /**
     * Writes a file that only its owner may read and write (mode 0600, where the system has modes). It has that mode
     * before the first letter is in it, and a file that was there goes once the new one is whole.
     *
     * @throws Problem exit code 2 if no file can be there, 1 if writing fails
     */
    public static void write(Path file, String text) {
        Path folder = file.toAbsolutePath().getParent();
        boolean taken = Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
        if (taken || folder == null || !Files.isDirectory(folder)) {
            throw Problem.config("%s cannot be written, since %s; expected a new file, or one to replace, in a folder"
                    .formatted(file, taken ? "it exists and is not a regular file" : "its folder does not exist")
                    + " that is there.");
        }
        try {
            Path part = Files.createTempFile(folder, file.getFileName().toString(), ".part", ownerOnly());
            try {
                Files.writeString(part, text);
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            }
            finally {
                Files.deleteIfExists(part);
            }
        }
        catch (IOException e) {
            throw Problem.run("%s cannot be written (%s); expected a folder that this user may write to."
                    .formatted(file, Problem.why(e)), e);
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
                : new FileAttribute<?>[0];
    }
}
