package release;

import base.Release;
import java.util.List;
import java.util.stream.Collectors;

/** The artifact's POM. Debezium is not among its dependencies: a loader names its connector, and that one's engine. */
final class Pom {

    private Pom() {
    }

    /** @param dependencies {@code group:artifact:version} each */
    static String text(List<String> dependencies) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <project xmlns="http://maven.apache.org/POM/4.0.0"
                    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                    xsi:schemaLocation="http://maven.apache.org/POM/4.0.0 http://maven.apache.org/xsd/maven-4.0.0.xsd">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>%s</groupId>
                  <artifactId>%s</artifactId>
                  <version>%s</version>
                  <name>%2$s</name>
                  <description>Change data capture into DuckDB, with Debezium's engine and dlt's tables</description>
                  <licenses>
                    <license>
                      <name>Apache-2.0</name>
                      <url>https://www.apache.org/licenses/LICENSE-2.0.txt</url>
                    </license>
                  </licenses>
                  <dependencies>
                %s
                  </dependencies>
                </project>
                """.formatted(Release.GROUP, Release.ARTIFACT, Release.VERSION,
                dependencies.stream().map(Pom::dependency).collect(Collectors.joining("\n")));
    }

    private static String dependency(String coordinates) {
        String[] parts = coordinates.split(":");
        return """
                    <dependency>
                      <groupId>%s</groupId>
                      <artifactId>%s</artifactId>
                      <version>%s</version>
                    </dependency>""".formatted(parts[0], parts[1], parts[2]);
    }
}
