package dev.referee.tool;

import java.math.BigDecimal;

/**
 * What a model's tokens cost, in USD per million. Exact: nothing is rounded.
 *
 * @param textIn of {@link Usage#textIn}, and so on
 */
public record Prices(
        BigDecimal textIn,
        BigDecimal textCachedIn,
        BigDecimal textOut,
        BigDecimal audioIn,
        BigDecimal audioCachedIn,
        BigDecimal audioOut) {

    private static final int MILLION = 6;

    /** What this usage costs, in USD. */
    public BigDecimal cost(Usage usage) {
        return of(usage.textIn(), textIn)
                .add(of(usage.cachedTextIn(), textCachedIn))
                .add(of(usage.textOut(), textOut))
                .add(of(usage.audioIn(), audioIn))
                .add(of(usage.cachedAudioIn(), audioCachedIn))
                .add(of(usage.audioOut(), audioOut))
                .movePointLeft(MILLION);
    }

    private static BigDecimal of(long tokens, BigDecimal perMillion) {
        return perMillion.multiply(BigDecimal.valueOf(tokens));
    }
}
