package dev.referee.ops;

import dev.referee.ledger.Applied;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.LedgerListener;
import dev.referee.ledger.Line;
import dev.referee.masking.Masking;
import dev.referee.transfer.Fact;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The log of a call: one line per fact, in the words of the timeline, with the seconds since the call began. It fits on
 * one screen and holds no full phone number. Whose line it is stands before it, see {@link dev.referee.scope.CallScope}.
 */
@Component
public class StoryLog implements LedgerListener {

    private static final Logger LOG = LoggerFactory.getLogger("referee.story");
    private static final int VALUE_MAX = 120;

    /** Headers of answers are for the books; a story is to fit on one screen. */
    private static final String HEADER = "header.";

    @Override
    public void applied(Applied applied) {
        if (!LOG.isInfoEnabled()) {
            return;
        }
        String prefix = prefix(applied);
        for (Fact fact : applied.decision().facts()) {
            Line line = Line.of(fact);
            LOG.info("{} {} {}{}", prefix, pad(line.source()), line.type(), details(line.detail()));
        }
    }

    private static String prefix(Applied applied) {
        CallHead head = applied.before();
        double seconds = Duration.between(head.startedAt(), applied.at()).toMillis() / 1000.0;
        return "+%.3fs".formatted(seconds);
    }

    private static String pad(String source) {
        return "%-8s".formatted(source);
    }

    private static String details(Map<String, String> detail) {
        StringBuilder text = new StringBuilder();
        detail.forEach((key, value) -> {
            if (!value.isEmpty() && !key.startsWith(HEADER)) {
                text.append(' ').append(key).append('=').append(shortened(Masking.mask(value)));
            }
        });
        return text.toString();
    }

    private static String shortened(String value) {
        String line = value.replaceAll("\\s+", " ");
        String cut = line.length() <= VALUE_MAX ? line : line.substring(0, VALUE_MAX) + "…";
        return cut.indexOf(' ') < 0 ? cut : '"' + cut + '"';
    }
}
