package kafka;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import watch.Watch;

/** Says what happens in the worker's log. */
final class SinkWatch implements Watch {

    private static final Logger LOG = LoggerFactory.getLogger(DebeziumDltSinkConnector.class);

    private final String pipeline;

    SinkWatch(String pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public void loaded(Load load) {
        LOG.debug("{}: {} changes loaded in {} ms", pipeline, load.total(), load.millis());
    }

    @Override
    public void waiting(String sentence, long pauseMs) {
        LOG.info("{}: {}", pipeline, sentence);
    }

    @Override
    public void warn(String sentence) {
        LOG.warn("{}: {}", pipeline, sentence);
    }
}
