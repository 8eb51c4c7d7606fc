package mongodb;

import base.Problem;
import java.util.List;
import java.util.Properties;

/** Settings of the connector with which changes would be lost, doubled or half known. */
final class MongoSettings {

    private static final String LOOK_UP = "change_streams_update_full";
    private static final String PRE_IMAGES = "change_streams_update_full_with_pre_image";
    private static final List<String> SNAPSHOTS = List.of("initial", "no_data");
    private static final List<String> SCOPES = List.of("deployment", "database");

    private MongoSettings() {
    }

    /** @throws Problem (exit code 2) for the first of them */
    static void require(Properties given) {
        captureMode(given);
        snapshotMode(given);
        String scope = given.getProperty("capture.scope", "deployment");
        if (!SCOPES.contains(scope)) {
            throw Problem.config("capture_scope = \"" + scope + "\" ends the change stream without an error when the"
                    + " collection is dropped or renamed: set \"deployment\" or \"database\" in"
                    + " [sources.debezium.mongodb], and name the collection in collection_include_list");
        }
        for (String left : List.of("field.exclude.list", "field.renames", "cursor.pipeline",
                "snapshot.collection.filter.overrides", "capture.start.op.time")) {
            if (!given.getProperty(left, "").isBlank()) {
                throw Problem.config(left.replace('.', '_') + " is not for this loader: with it some documents or"
                        + " fields come from the snapshot or the stream alone. Leave fields out with exclude in"
                        + " [cdc_settings], or in the script's transform");
            }
        }
    }

    /** @return it, where each update comes with the whole document */
    static String captureMode(Properties given) {
        String mode = given.getProperty("capture.mode", LOOK_UP);
        if (!mode.equals(LOOK_UP) && !mode.equals(PRE_IMAGES)) {
            throw Problem.config("capture_mode = \"" + mode + "\" sends an update without its document: set \""
                    + LOOK_UP + "\", or \"" + PRE_IMAGES + "\" where the collections keep pre-images, in"
                    + " [sources.debezium.mongodb]");
        }
        if (given.getProperty("capture.mode.full.update.type", "lookup").equals("post_image")) {
            throw Problem.config("capture_mode_full_update_type = \"post_image\" sends an update without its document"
                    + " where the server has dropped the image: set \"lookup\" in [sources.debezium.mongodb]");
        }
        return mode;
    }

    static boolean hasPreImages(Properties given) {
        return captureMode(given).equals(PRE_IMAGES);
    }

    static String snapshotMode(Properties given) {
        String mode = given.getProperty("snapshot.mode", "initial");
        if (!SNAPSHOTS.contains(mode)) {
            throw Problem.config("snapshot_mode = \"" + mode + "\" cannot be loaded without gaps or doubles: set"
                    + " \"initial\", or \"no_data\" to skip the existing documents; `run --snapshot-only` exits after"
                    + " the snapshot");
        }
        return mode;
    }
}
