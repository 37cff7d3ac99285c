package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class WrongTokensTest {

    private final AtomicLong nanos = new AtomicLong();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final WrongTokens wrong = new WrongTokens(meters, nanos::get);

    @Test
    void all_are_counted_and_one_line_a_second_says_how_many_were_held_back(CapturedOutput output) {
        for (int i = 0; i < 500; i++) {
            wrong.seen(WrongTokens.Where.API);
            wrong.seen(WrongTokens.Where.SESSION);
        }
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        wrong.seen(WrongTokens.Where.METRICS);

        assertThat(output.getOut().lines().filter(line -> line.contains("wrong token")))
                .hasSize(2)
                .last()
                .asString()
                .contains("(metrics) (and 999 more)");
        assertThat(meters.get("referee.wrong.tokens")
                        .tag("where", "api")
                        .counter()
                        .count())
                .isEqualTo(500);
    }

    @Test
    void all_series_are_there_from_the_start() {
        assertThat(meters.get("referee.wrong.tokens").counters())
                .extracting(counter -> counter.getId().getTag("where"))
                .containsExactlyInAnyOrder("api", "session", "metrics", "health");
    }
}
