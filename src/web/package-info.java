/**
 * What {@code --http} serves on 127.0.0.1: metrics, health, and a page that shows the run.
 *
 * <p>In: what the flow tells a {@code Watch}, and the {@code Status} of the run. Out: answers to requests of this
 * machine. Nothing here is loaded without the option, and nothing in the flow waits for it.
 */
package web;
