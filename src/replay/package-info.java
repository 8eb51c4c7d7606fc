/**
 * Recorded change events, both ways: a record becomes a line of JSON, and a line, checked strictly, a record again.
 *
 * <p>In: records of an engine beside the pipeline, or lines of a recording. Out: lines, or the same change events that
 * a capture gives. May not know: a particular source.
 */
package replay;
