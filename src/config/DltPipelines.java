package config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder in which dlt's command line and {@code dlt.attach} look for pipelines when nobody tells them another:
 * https://dlthub.com/docs/general-usage/pipeline#pipeline-working-directory, and {@code global_dir} in dlt's
 * {@code run_context.py}.
 */
final class DltPipelines {

    private static final String FOLDER = "pipelines";

    private DltPipelines() {
    }

    /**
     * @param given {@code [cdc_settings] dlt_pipelines_dir}; null: not set
     * @param ours  the folder of the pipelines' DuckDB files: dlt removes a working folder with all that is in it
     * @return absolute; null where the working copy is not wanted
     */
    static Path of(Settings settings, Value given, Path ours) {
        if (given == null) {
            return settings.project().resolve(standard(settings)).normalize();
        }
        if (Boolean.FALSE.equals(given.value()) || given.value() instanceof String text
                && (text.isBlank() || text.strip().equalsIgnoreCase("false"))) {
            return null;
        }
        if (!(given.value() instanceof String text)) {
            throw given.wrong("a folder, or false for no working copy of dlt's");
        }
        Path folder = settings.project().resolve(text.strip().replaceFirst("^~(?=/|$)", home(settings))).normalize();
        if (folder.equals(ours)) {
            throw given.wrong("another folder than that of the DuckDB files: `dlt pipeline … sync` would delete them");
        }
        return folder;
    }

    private static Path standard(Settings settings) {
        Optional<String> data = settings.environment("DLT_DATA_DIR");
        if (data.isPresent()) {
            return Path.of(data.get(), FOLDER);
        }
        Path dlt = settings.project().resolve(".dlt");
        if (Files.isRegularFile(dlt.resolve(".workspace"))) {       // a workspace of dltHub's keeps its own, by profile
            return dlt.resolve("state").resolve(profile(settings, dlt)).resolve(FOLDER);
        }
        return global(settings).resolve(FOLDER);
    }

    private static String profile(Settings settings, Path dlt) {
        return settings.environment("WORKSPACE__PROFILE").orElseGet(() -> {
            try {
                return Files.readString(dlt.resolve("profile-name")).lines().findFirst().map(String::strip)
                        .filter(name -> !name.isEmpty()).orElse("dev");
            }
            catch (IOException notPinned) {
                return "dev";
            }
        });
    }

    private static Path global(Settings settings) {
        if (System.getProperty("user.name", "").equals("root") && !System.getProperty("os.name").startsWith("Win")) {
            return Path.of("/var/dlt");
        }
        Path home = Path.of(home(settings));
        if (!Files.isDirectory(home) || !Files.isWritable(home)) {
            return Path.of(System.getProperty("java.io.tmpdir"), "dlt");
        }
        Path standard = home.resolve(".dlt");
        return settings.environment("XDG_DATA_HOME").filter(xdg -> !Files.isDirectory(standard))
                .map(xdg -> Path.of(xdg, "dlt")).orElse(standard);
    }

    private static String home(Settings settings) {
        return settings.environment("HOME").orElse(System.getProperty("user.home", "/nonexistent"));
    }
}
