package config;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * That a run keeps its DuckDB file open and serves it to readers ({@code run --serve}).
 *
 * @param port    on 127.0.0.1; 0: any that is free
 * @param longest how long a reader's query may take, until its result is fetched
 * @param say     tells the person who started the run
 */
public record Served(int port, Duration longest, Consumer<String> say) {
}
