package dev.referee.ops;

import dev.referee.ledger.Applied;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.LedgerListener;
import dev.referee.ledger.Line;
import dev.referee.masking.LogText;
import dev.referee.transfer.Fact;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The log of a call: one line per fact, in the words of the timeline, with the seconds since the call began. It fits on
 * one screen, holds no full phone number, and no value can pass for another field. Whose line it is stands before it, see {@link dev.referee.scope.CallScope}.
 */
@Component
public class StoryLog implements LedgerListener {

    private static final Logger LOG = LoggerFactory.getLogger("referee.story");
    private static final int VALUE_MAX = 120;
    private static final String COLUMN = " ".repeat(8);

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
            LOG.info(
                    "{} {} {}{}",
                    prefix,
                    pad(line.source()),
                    LogText.value(line.type(), VALUE_MAX),
                    details(line.detail()));
        }
    }

    /** Not by a format string: each would cost more than the rest of the line. */
    private static String prefix(Applied applied) {
        CallHead head = applied.before();
        long millis = Duration.between(head.startedAt(), applied.at()).toMillis();
        return "+" + BigDecimal.valueOf(millis, 3).toPlainString() + "s";
    }

    private static String pad(String source) {
        return source + COLUMN.substring(Math.min(source.length(), COLUMN.length()));
    }

    private static String details(Map<String, String> detail) {
        StringBuilder text = new StringBuilder();
        detail.forEach((key, value) -> {
            if (!value.isEmpty() && !key.startsWith(HEADER)) {
                text.append(' ')
                        .append(LogText.value(key, VALUE_MAX))
                        .append('=')
                        .append(LogText.value(value, VALUE_MAX));
            }
        });
        return text.toString();
    }
}
