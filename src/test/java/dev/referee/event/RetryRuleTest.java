package dev.referee.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.event.NotDelivered.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryRuleTest {

    private static final Instant START = Instant.parse("2026-05-04T10:00:00Z");
    private static final RetryRule RULE = new RetryRule(Duration.ofHours(24), Duration.ofHours(1));

    private static NotDelivered failure(Kind kind, @Nullable Duration retryAfter) {
        return new NotDelivered(kind, "failed", retryAfter);
    }

    /** The pauses until the rule gives up, in seconds, when every attempt fails at once in the same way. */
    private static List<Long> pauses(Kind kind, double chance) {
        List<Long> pauses = new ArrayList<>();
        Instant now = START;
        for (int tries = 1; tries < 100; tries++) {
            Optional<Instant> next = RULE.next(START, tries, failure(kind, null), now, chance);
            if (next.isEmpty()) {
                return pauses;
            }
            pauses.add(Duration.between(now, next.get()).toSeconds());
            now = next.get();
        }
        throw new AssertionError("it never gives up: " + pauses);
    }

    @Test
    void pauses_grow_threefold_up_to_four_hours_and_end_after_a_day() {
        assertThat(pauses(Kind.TROUBLE, 0.5))
                .containsExactly(
                        5L, 15L, 45L, 135L, 405L, 1215L, 3645L, 10935L, 14400L, 14400L, 14400L, 14400L, 12400L);
        assertThat(pauses(Kind.TROUBLE, 0.5).stream().mapToLong(each -> each).sum())
                .isEqualTo(Duration.ofHours(24).toSeconds());
    }

    @Test
    void chance_makes_a_pause_a_fifth_longer_or_shorter() {
        assertThat(pauses(Kind.TROUBLE, 0).subList(0, 3)).containsExactly(4L, 12L, 36L);
        assertThat(pauses(Kind.TROUBLE, 1).subList(0, 3)).containsExactly(6L, 18L, 54L);
    }

    @Test
    void what_is_refused_is_tried_for_an_hour_only() {
        List<Long> pauses = pauses(Kind.REFUSED, 0.5);

        assertThat(pauses.stream().mapToLong(each -> each).sum()).isEqualTo(3600);
        assertThat(pauses).hasSizeLessThan(pauses(Kind.TROUBLE, 0.5).size());
    }

    @Test
    void what_is_gone_is_not_tried_again() {
        assertThat(RULE.next(START, 1, failure(Kind.GONE, null), START, 0.5)).isEmpty();
    }

    @Test
    void a_receiver_that_asks_for_time_gets_it() {
        assertThat(RULE.next(START, 1, failure(Kind.TROUBLE, Duration.ofMinutes(10)), START, 0.5))
                .contains(START.plus(Duration.ofMinutes(10)));
        assertThat(RULE.next(START, 1, failure(Kind.TROUBLE, Duration.ofSeconds(1)), START, 0.5))
                .as("not sooner than without it")
                .contains(START.plusSeconds(5));
        assertThat(RULE.next(START, 1, failure(Kind.TROUBLE, Duration.ofSeconds(-5)), START, 0.5))
                .contains(START.plusSeconds(5));
    }

    @Test
    void a_receiver_that_asks_for_more_than_is_left_gets_one_last_attempt_when_it_said() {
        Instant late = START.plus(Duration.ofHours(23));
        Optional<Instant> next = RULE.next(START, 9, failure(Kind.TROUBLE, Duration.ofHours(2)), late, 0.5);

        assertThat(next).contains(late.plus(Duration.ofHours(2)));
        assertThat(RULE.next(START, 10, failure(Kind.TROUBLE, null), next.orElseThrow(), 0.5))
                .isEmpty();
        assertThat(RULE.next(START, 1, failure(Kind.TROUBLE, Duration.ofDays(900)), START, 0.5))
                .contains(START.plus(Duration.ofHours(24)));
    }

    @ParameterizedTest
    @CsvSource({
        "301, TROUBLE",
        "400, REFUSED",
        "401, REFUSED",
        "403, REFUSED",
        "404, REFUSED",
        "408, TROUBLE",
        "410, GONE",
        "422, REFUSED",
        "429, TROUBLE",
        "500, TROUBLE",
        "502, TROUBLE",
        "503, TROUBLE",
        "504, TROUBLE"
    })
    void each_answer_says_what_it_means(int status, Kind kind) {
        assertThat(NotDelivered.answered(status, null).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "120, 120",
                "0, 0",
                "'Mon, 04 May 2026 10:01:00 GMT', 60",
                "'Mon, 04 May 2026 09:59:00 GMT', -60",
                "soon, none",
                "-5, none",
                "99999999999, none",
                "none, none"
            })
    void the_receivers_wish_is_read_in_both_forms(@Nullable String header, @Nullable Long seconds) {
        assertThat(RetryAfter.read(header, START)).isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
    }
}
