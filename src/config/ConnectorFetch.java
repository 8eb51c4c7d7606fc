///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS eu.maveniverse.maven.mima:context:2.4.33
//DEPS eu.maveniverse.maven.mima.runtime:standalone-static:2.4.33
//DEPS org.slf4j:slf4j-nop:1.7.36

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.aether.RepositoryException;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.Exclusion;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;

/**
 * Prints the paths of jars, one per line, with all that they depend on at run time: {@code ConnectorFetch.java
 * group:artifact:version… -group:artifact…}, where a minus leaves out what matches ({@code *} for any): JBang's own
 * //DEPS cannot say that. Repositories, mirrors and the local repository are those of Maven's settings. A script of its
 * own, so that nobody who does not use it fetches Maven's resolver.
 */
public final class ConnectorFetch {

    private ConnectorFetch() {
    }

    public static void main(String... args) {
        try {
            jars(List.of(args)).forEach(System.out::println);
        }
        catch (RepositoryException e) {
            Throwable first = e;
            while (first.getCause() instanceof RepositoryException cause) {
                first = cause;
            }
            System.err.println(first.getMessage());
            System.exit(1);
        }
    }

    private static List<String> jars(List<String> wanted) throws RepositoryException {
        List<Exclusion> exclusions = new ArrayList<>();
        for (String each : wanted) {
            if (each.startsWith("-")) {
                String[] parts = each.substring(1).split(":");
                exclusions.add(new Exclusion(parts[0], parts[1], "*", "*"));
            }
        }
        ContextOverrides settings = ContextOverrides.create().withUserSettings(true).build();
        try (Context maven = Runtimes.INSTANCE.getRuntime().create(settings)) {
            CollectRequest request = new CollectRequest();
            request.setRepositories(maven.remoteRepositories());
            wanted.stream().filter(each -> !each.startsWith("-")).forEach(each -> request.addDependency(
                    new Dependency(new DefaultArtifact(each), "runtime", false, exclusions)));
            List<ArtifactResult> found = maven.repositorySystem().resolveDependencies(
                    maven.repositorySystemSession(), new DependencyRequest(request, null)).getArtifactResults();
            return found.stream().map(each -> each.getArtifact().getFile().getAbsolutePath()).toList();
        }
    }
}
