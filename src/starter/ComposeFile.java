package starter;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of Docker compose that has one service a kind, written as ours is: a block a service, indented by two. */
record ComposeFile(String text) {

    /**
     * The one service, without a profile, whose container is named after the loader and runs {@code init.sql}; empty
     * where there is none of this name.
     */
    Optional<String> only(String service, String loader, String product) {
        Matcher block = Pattern.compile("(?m)^  " + service + ":\\n(?:(?: {3,}.*)?\\n)+").matcher(text);
        if (!block.find()) {
            return Optional.empty();
        }
        String one = block.group().stripTrailing()
                .replaceFirst("container_name: .*", "container_name: " + loader + "-source")
                .replaceFirst("    profiles: .*\\n", "")
                .replaceFirst(" *- \\./docker/mysql/.*\\n", "")
                .replaceFirst("(?m)(?<=\\n)( *)(- " + service + "_data:.*)$",
                        "$1$2\n$1- ./init.sql:/docker-entrypoint-initdb.d/init.sql:ro");
        return Optional.of("""
                # %s, to try the loader with: docker compose up -d --wait
                services:
                %s

                volumes:
                  %s_data:
                """.formatted(product, one, service));
    }
}
