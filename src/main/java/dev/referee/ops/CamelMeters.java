package dev.referee.ops;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import org.springframework.stereotype.Component;

/**
 * Keeps the series of Camel's meters as many as there are routes: an edit makes steps with the number of the edit in their
 * names, and a hundred edits would make a hundred times the series. The messages are counted where they enter, under the
 * route's own name.
 */
@Component
class CamelMeters implements MeterFilter {

    private static final String EDITED = "~";

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        boolean edited = id.getName().startsWith("camel.")
                && id.getTagsAsIterable().iterator().hasNext()
                && id.getTags().stream().anyMatch(tag -> tag.getValue().contains(EDITED));
        return edited ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }
}
