/**
 * TOML files and the environment become {@code CdcConfig} and Debezium's properties. Every mistake becomes a sentence
 * that names its file, line and key.
 *
 * <p>In: {@code .dlt/*.toml}, environment, a {@code SourceKind}, the connector's own classes. Out: immutable
 * configuration. May not know: a particular kind, an open connection, a running engine.
 */
package config;
