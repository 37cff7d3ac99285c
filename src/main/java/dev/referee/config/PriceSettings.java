package dev.referee.config;

import dev.referee.tool.Prices;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one model's tokens cost, each in USD per million and not negative, from OpenAI's price list.
 *
 * @param textIn text that goes in
 * @param textCachedIn the same from the cache
 * @param textOut text that the model writes, function calls among it
 * @param audioIn what the model hears
 * @param audioCachedIn the same from the cache
 * @param audioOut what the model says
 */
public record PriceSettings(
        @Nullable BigDecimal textIn,
        @Nullable BigDecimal textCachedIn,
        @Nullable BigDecimal textOut,
        @Nullable BigDecimal audioIn,
        @Nullable BigDecimal audioCachedIn,
        @Nullable BigDecimal audioOut) {

    /** For the core; of settings that were checked. */
    public Prices prices() {
        return new Prices(
                Objects.requireNonNull(textIn),
                Objects.requireNonNull(textCachedIn),
                Objects.requireNonNull(textOut),
                Objects.requireNonNull(audioIn),
                Objects.requireNonNull(audioCachedIn),
                Objects.requireNonNull(audioOut));
    }

    void check(String prefix, Problems problems) {
        Map<String, @Nullable BigDecimal> all = new LinkedHashMap<>();
        all.put("text-in", textIn);
        all.put("text-cached-in", textCachedIn);
        all.put("text-out", textOut);
        all.put("audio-in", audioIn);
        all.put("audio-cached-in", audioCachedIn);
        all.put("audio-out", audioOut);
        all.forEach((name, price) -> {
            if (price == null) {
                problems.add(prefix + "." + name, "is missing: USD per million tokens, from OpenAI's price list");
            } else if (price.signum() < 0) {
                problems.add(prefix + "." + name, "is " + price.toPlainString() + ": it must not be negative");
            }
        });
    }
}
