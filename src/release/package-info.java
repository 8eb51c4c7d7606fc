/**
 * What a release publishes: the artifact of the code that all loaders share, and the templates that use it.
 *
 * <p>In: the sources. Out: a jar, its sources and its POM in a Maven repository. No loader knows this package.
 */
package release;
