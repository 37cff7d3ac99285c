package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionCookieTest {

    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");

    private final SessionCookie cookie = new SessionCookie("s3cret");

    @Test
    void one_of_ours_is_good_until_it_expires() {
        String value = cookie.mint(NOW);

        assertThat(cookie.read(value, NOW)).isPresent();
        assertThat(cookie.read(value, NOW.plus(SessionCookie.LIFE).minusSeconds(1)))
                .isPresent();
        assertThat(cookie.read(value, NOW.plus(SessionCookie.LIFE))).isEmpty();
    }

    @Test
    void every_node_with_the_same_token_takes_it_and_another_token_ends_it() {
        String value = cookie.mint(NOW);

        assertThat(new SessionCookie("s3cret").read(value, NOW)).isPresent();
        assertThat(new SessionCookie("changed").read(value, NOW)).isEmpty();
    }

    @Test
    void no_two_are_the_same_and_none_tells_the_token() {
        String value = cookie.mint(NOW);

        assertThat(cookie.mint(NOW)).isNotEqualTo(value);
        assertThat(value).doesNotContain("s3cret").matches("[0-9]+\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}");
    }

    @Test
    void whatever_is_changed_makes_it_worthless() {
        String value = cookie.mint(NOW);

        for (int at = 0; at < value.length(); at++) {
            char other = value.charAt(at) == 'A' ? 'B' : 'A';
            String changed = value.substring(0, at) + other + value.substring(at + 1);
            assertThat(cookie.read(changed, NOW)).as(changed).isEmpty();
        }
        String[] parts = value.split("\\.");
        long later = Long.parseLong(parts[0]) + 1;
        assertThat(cookie.read(later + "." + parts[1] + "." + parts[2], NOW)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "...",
                "x",
                "1.2.3",
                "9999999999..",
                "9999999999.x.",
                "s3cret",
                "\u00e4.\u00e4.\u00e4"
            })
    void what_is_not_ours_is_not_good(String value) {
        assertThat(cookie.read(value, NOW)).isEmpty();
        assertThat(cookie.read(value + "x".repeat(5000), NOW)).isEmpty();
    }
}
