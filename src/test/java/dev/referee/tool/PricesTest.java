package dev.referee.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricesTest {

    private static final Prices PRICES = new Prices(
            new BigDecimal("4"),
            new BigDecimal("0.4"),
            new BigDecimal("16"),
            new BigDecimal("32"),
            new BigDecimal("0.4"),
            new BigDecimal("64"));

    @ParameterizedTest
    @CsvSource({
        // text, cached text, audio, cached audio, text out, audio out, USD
        "0, 0, 0, 0, 0, 0, 0",
        "1000000, 0, 0, 0, 0, 0, 4",
        "0, 1000000, 0, 0, 0, 0, 0.4",
        "0, 0, 1000000, 0, 0, 0, 32",
        "0, 0, 0, 1000000, 0, 0, 0.4",
        "0, 0, 0, 0, 1000000, 0, 16",
        "0, 0, 0, 0, 0, 1000000, 64",
        "1, 0, 0, 0, 0, 0, 0.000004",
        "96, 64, 80, 0, 20, 400, 0.0288896"
    })
    void each_kind_of_token_has_its_price(
            long textIn, long cachedText, long audioIn, long cachedAudio, long textOut, long audioOut, String usd) {
        Usage usage = new Usage(textIn, cachedText, audioIn, cachedAudio, textOut, audioOut);

        assertThat(PRICES.cost(usage)).isEqualByComparingTo(usd);
    }

    @ParameterizedTest
    @CsvSource({
        // what is special        | in, text, audio, cached, of it text, audio | out, text, audio | expected six
        "all is said,               240, 160, 80, 64, 64, 0,   420, 20, 400,   96 64 80 0 20 400",
        "some audio was cached,     240, 160, 80, 100, 60, 40, 0, 0, 0,        100 60 40 40 0 0",
        "the cache is not split,    240, 160, 80, 200, -1, 0,  0, 0, 0,        0 160 40 40 0 0",
        "no details at all,         240, 0, 0, 0, -1, 0,       40, 0, 0,       0 0 240 0 0 40",
        "details for half of it,    240, 100, 0, 0, -1, 0,     40, 10, 0,      100 0 140 0 10 30",
        "more cached than came in,  100, 100, 0, 500, 500, 0,  0, 0, 0,        0 100 0 0 0 0",
        "negative nonsense,         -5, -5, -5, -5, -5, -5,    -5, -5, -5,     0 0 0 0 0 0",
        "nothing,                   0, 0, 0, 0, -1, 0,         0, 0, 0,        0 0 0 0 0 0"
    })
    void what_the_vendor_leaves_open_counts_as_the_dearest(
            String what,
            long in,
            long text,
            long audio,
            long cached,
            long cachedText,
            long cachedAudio,
            long out,
            long textOut,
            long audioOut,
            String expected) {
        Usage usage = Usage.of(in, text, audio, cached, cachedText, cachedAudio, out, textOut, audioOut);

        assertThat("%d %d %d %d %d %d"
                        .formatted(
                                usage.textIn(),
                                usage.cachedTextIn(),
                                usage.audioIn(),
                                usage.cachedAudioIn(),
                                usage.textOut(),
                                usage.audioOut()))
                .as(what)
                .isEqualTo(expected);
    }

    @Test
    void no_usage_costs_nothing() {
        assertThat(PRICES.cost(Usage.NONE)).isEqualByComparingTo("0");
    }
}
