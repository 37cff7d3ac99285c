package dev.referee.ops;

import dev.referee.masking.LogBrake;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Makes guesses seen: {@code referee_wrong_tokens_total{where}}, all series from the start, and at most one line of the log
 * a second. Where they come from the log of the proxy knows. Thread-safe.
 */
@Component
class WrongTokens {

    /** Where a token is taken. */
    enum Where {
        API,
        SESSION,
        METRICS,
        HEALTH
    }

    private static final Logger LOG = LoggerFactory.getLogger(WrongTokens.class);

    private final Map<Where, Counter> counters = new EnumMap<>(Where.class);
    private final LogBrake brake;

    @Autowired
    WrongTokens(MeterRegistry meters) {
        this(meters, System::nanoTime);
    }

    WrongTokens(MeterRegistry meters, LongSupplier nanos) {
        for (Where where : Where.values()) {
            counters.put(
                    where,
                    Counter.builder("referee.wrong.tokens")
                            .description("Tokens that were shown and were wrong")
                            .tag("where", word(where))
                            .register(meters));
        }
        brake = new LogBrake(Duration.ofSeconds(1), nanos);
    }

    /** One more. */
    void seen(Where where) {
        counters.get(where).increment();
        brake.pass("wrong token").ifPresent(held -> LOG.warn("a wrong token was shown ({}){}", word(where), held));
    }

    private static String word(Where where) {
        return where.name().toLowerCase(Locale.ROOT);
    }
}
