package dev.referee.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.call.CorrelationToken.Reading;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorrelationTokenTest {

    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
    private static final CarrierCallId PARENT = new CarrierCallId("CA0123456789abcdef0123456789abcdef");
    private static final CarrierCallId OTHER = new CarrierCallId("CAffffffffffffffffffffffffffffffff");
    private static final String NONCE = "n0nce_-12345678";

    private final CorrelationToken tokens = new CorrelationToken(CorrelationToken.deriveKey("secret", "token"));
    private final String token = tokens.issue(PARENT, NONCE, NOW.plusSeconds(120));

    @Test
    void a_token_reads_as_what_it_was_made_of() {
        assertThat(tokens.read(token, NOW)).isEqualTo(new Reading.Valid(PARENT, NONCE));
    }

    @Test
    void a_token_needs_no_encoding_in_a_sip_address() {
        assertThat(token).matches("[A-Za-z0-9._-]+").hasSizeLessThan(170);
    }

    @Test
    void another_node_with_the_same_secrets_reads_it() {
        CorrelationToken node = new CorrelationToken(CorrelationToken.deriveKey("secret", "token"));

        assertThat(node.read(token, NOW)).isInstanceOf(Reading.Valid.class);
    }

    @Test
    void it_expires_at_its_second_and_still_says_whose_it_was() {
        assertThat(tokens.read(token, NOW.plusSeconds(120).minusNanos(1))).isInstanceOf(Reading.Valid.class);
        assertThat(tokens.read(token, NOW.plusSeconds(120))).isEqualTo(new Reading.Expired(PARENT, NONCE));
    }

    @Test
    void a_token_for_another_parent_expiry_or_nonce_is_forged() {
        String otherParent = token.replace(PARENT.value(), OTHER.value());
        String later = token.replace("." + NOW.plusSeconds(120).getEpochSecond() + ".", ".99999999999.");
        String otherNonce = token.replace(NONCE, "n0nce_-12345679");

        assertThat(otherParent).isNotEqualTo(token);
        assertThat(later).isNotEqualTo(token);
        assertThat(tokens.read(otherParent, NOW)).isEqualTo(new Reading.Forged());
        assertThat(tokens.read(later, NOW)).isEqualTo(new Reading.Forged());
        assertThat(tokens.read(otherNonce, NOW)).isEqualTo(new Reading.Forged());
    }

    @Test
    void a_token_made_with_another_key_is_forged() {
        CorrelationToken other = new CorrelationToken(CorrelationToken.deriveKey("secret", "other"));

        assertThat(other.read(token, NOW)).isEqualTo(new Reading.Forged());
    }

    @Test
    void every_single_changed_character_is_forged() {
        for (int at = 0; at < token.length(); at++) {
            char changed = token.charAt(at) == 'A' ? 'B' : 'A';
            String tampered = token.substring(0, at) + changed + token.substring(at + 1);

            assertThat(tokens.read(tampered, NOW)).as("changed at %s", at).isEqualTo(new Reading.Forged());
        }
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  "})
    void no_token_is_missing(String none) {
        assertThat(tokens.read(none, NOW)).isEqualTo(new Reading.Missing());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", ".....", "v1", "v1.CA.n.1.m", "v1.CA0123456789abcdef0123456789abcdef.n.1.m", "ümlaut.ß"})
    void garbage_is_forged(String garbage) {
        assertThat(tokens.read(garbage, NOW)).isEqualTo(new Reading.Forged());
    }

    @Test
    void random_garbage_never_throws() {
        Random random = new Random(20261122);
        for (int i = 0; i < 2000; i++) {
            char[] text = new char[random.nextInt(200)];
            for (int at = 0; at < text.length; at++) {
                text[at] = (char) (random.nextBoolean() ? '!' + random.nextInt(90) : random.nextInt(0xFFFF));
            }
            String cut = token.substring(0, random.nextInt(token.length())) + new String(text);

            assertThat(tokens.read(cut.equals(token) ? "x" : cut, NOW)).isNotInstanceOf(Reading.Valid.class);
        }
    }

    @Test
    void keys_depend_on_order_and_borders_of_the_secrets() {
        assertThat(CorrelationToken.deriveKey("ab", "c")).isNotEqualTo(CorrelationToken.deriveKey("a", "bc"));
        assertThat(CorrelationToken.deriveKey("a", "b")).isNotEqualTo(CorrelationToken.deriveKey("b", "a"));
        assertThat(CorrelationToken.deriveKey("a")).hasSize(32);
    }

    @Test
    void weak_keys_and_odd_nonces_are_refused() {
        assertThatThrownBy(() -> new CorrelationToken(new byte[15])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CorrelationToken.deriveKey()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CorrelationToken.deriveKey("a", " ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tokens.issue(PARENT, "with.dots", NOW)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tokens.issue(PARENT, "short", NOW)).isInstanceOf(IllegalArgumentException.class);
    }
}
