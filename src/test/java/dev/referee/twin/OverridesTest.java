package dev.referee.twin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OverridesTest {

    private static Poster.Answer status(int status, String reason) {
        return new Poster.Answer(status, "", reason);
    }

    @Test
    void without_a_fragment_only_a_refused_connection_is_tried_once_more() {
        Overrides overrides = Overrides.of("https://a.example/x?y=1");

        assertThat(overrides.repeats()).isEqualTo(1);
        assertThat(overrides.totalMs()).isEqualTo(15_000);
        assertThat(overrides.repeats(status(0, "refused: nobody listens"))).isTrue();
        assertThat(overrides.repeats(status(0, "no answer"))).isFalse();
        assertThat(overrides.repeats(status(500, ""))).isFalse();
    }

    @Test
    void a_fragment_sets_number_reasons_and_time_within_the_carriers_bounds() {
        Overrides overrides = Overrides.of("https://a.example/x#rc=9&rp=5xx,rt&tt=900");

        assertThat(overrides.repeats()).isEqualTo(5);
        assertThat(overrides.totalMs()).isEqualTo(900);
        assertThat(overrides.repeats(status(503, ""))).isTrue();
        assertThat(overrides.repeats(status(0, "no answer"))).isTrue();
        assertThat(overrides.repeats(status(404, ""))).isFalse();
        assertThat(overrides.repeats(status(200, ""))).isFalse();
    }
}
