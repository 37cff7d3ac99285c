package dev.referee.sideband;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SidebandOptionsTest {

    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com/v1, true, api.openai.com, 443, /v1/realtime?call_id=rtc_1",
        "WSS://api.openai.com/v1/, true, api.openai.com, 443, /v1/realtime?call_id=rtc_1",
        "http://localhost:8080/openai/v1, false, localhost, 8080, /openai/v1/realtime?call_id=rtc_1",
        "ws://[::1]/, false, ::1, 80, /realtime?call_id=rtc_1",
        "ws://127.0.0.1, false, 127.0.0.1, 80, /realtime?call_id=rtc_1"
    })
    void the_address_follows_from_the_base(String base, boolean tls, String host, int port, String requestUri) {
        SidebandOptions options = SidebandOptions.of(URI.create(base), () -> "key");

        assertThat(options.tls()).isEqualTo(tls);
        assertThat(options.host()).isEqualTo(host);
        assertThat(options.port()).isEqualTo(port);
        assertThat(options.requestUri(Bench.CALL)).isEqualTo(requestUri);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://host/v1", "/v1", "https:opaque", "https://host/v1?model=x"})
    void other_bases_are_refused(String base) {
        assertThatThrownBy(() -> SidebandOptions.of(URI.create(base), () -> "key"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("baseUri");
    }

    @Test
    void bounds_must_be_bounds() {
        URI base = URI.create("http://host/v1");
        Duration second = Duration.ofSeconds(1);

        assertThatThrownBy(() -> new SidebandOptions(base, () -> "", second, 0, 1, second, second))
                .hasMessageContaining("queueMax");
        assertThatThrownBy(() -> new SidebandOptions(base, () -> "", second, 1, 0, second, second))
                .hasMessageContaining("frameMaxBytes");
        assertThatThrownBy(() -> new SidebandOptions(base, () -> "", Duration.ZERO, 1, 1, second, second))
                .hasMessageContaining("connectTimeout");
        assertThatThrownBy(() -> new SidebandOptions(base, () -> "", second, 1, 1, second.negated(), second))
                .hasMessageContaining("attachWindow");
        assertThatThrownBy(() -> new SidebandOptions(base, () -> "", second, 1, 1, second, Duration.ZERO))
                .hasMessageContaining("pingInterval");
    }

    @Test
    void types_are_read_from_a_list() {
        assertThat(SidebandTypes.parse(" a ,b,, c").names()).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(SidebandTypes.parse("")).isEqualTo(SidebandTypes.ALL);
        assertThat(SidebandTypes.parse(" , ")).isEqualTo(SidebandTypes.ALL);
        assertThat(SidebandTypes.parse("a,*")).isEqualTo(SidebandTypes.ALL);
        assertThat(SidebandTypes.parse("a").contains("b")).isFalse();
        assertThat(SidebandTypes.ALL.contains("b")).isTrue();
    }
}
