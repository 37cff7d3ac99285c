package dev.referee.tool;

/**
 * Tokens of one response, as {@code response.done} counts them; cached ones apart from the others.
 *
 * @param textIn read as text, not from the cache
 * @param cachedTextIn read as text from the cache
 * @param audioIn heard, not from the cache
 * @param cachedAudioIn heard, from the cache
 * @param textOut written
 * @param audioOut spoken
 */
public record Usage(long textIn, long cachedTextIn, long audioIn, long cachedAudioIn, long textOut, long audioOut) {

    /** More than a response can have: a vendor's slip must not cost more than a database can note. */
    private static final long TOKENS_MAX = 10_000_000;

    /** Nothing. */
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0);

    /**
     * From the vendor's sums. Tokens of which it does not say what they are count as audio, the dearest, so that a cap is never
     * passed unnoticed; cached ones that are not split count as text first, which is the smaller discount.
     *
     * @param in all that went in, {@code text} and {@code audio} ones among them, {@code cached} ones among those
     * @param cachedText of {@code cached}; negative: not said, and then {@code cachedAudio} counts for nothing
     */
    public static Usage of(
            long in,
            long text,
            long audio,
            long cached,
            long cachedText,
            long cachedAudio,
            long out,
            long textOut,
            long audioOut) {
        long texts = count(text);
        long audios = Math.max(count(audio), count(in) - texts);
        boolean split = cachedText >= 0;
        long fromCacheText = within(split ? cachedText : cached, texts);
        long fromCacheAudio = within(split ? cachedAudio : cached - fromCacheText, audios);
        long written = count(textOut);
        long spoken = Math.max(count(audioOut), count(out) - written);
        return new Usage(
                texts - fromCacheText, fromCacheText, audios - fromCacheAudio, fromCacheAudio, written, spoken);
    }

    /** Both together. */
    public Usage plus(Usage other) {
        return new Usage(
                textIn + other.textIn,
                cachedTextIn + other.cachedTextIn,
                audioIn + other.audioIn,
                cachedAudioIn + other.cachedAudioIn,
                textOut + other.textOut,
                audioOut + other.audioOut);
    }

    private static long count(long said) {
        return within(said, TOKENS_MAX);
    }

    private static long within(long value, long most) {
        return Math.max(0, Math.min(value, most));
    }
}
