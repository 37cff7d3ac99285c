package dev.referee.openai;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Those headers of OpenAI's answers that may be kept and shown: they name the request or say when and how quickly it was
 * answered. Anything else, cookies above all, never reaches a message. {@code x-request-id} and {@code openai-processing-ms}
 * are the general convention; a /refer that did nothing had neither (facts/openai-realtime-sip.md §2.2, observed).
 */
public final class AnswerHeaders {

    /** Under this name the HTTP status is kept. */
    public static final String STATUS = "status";

    /** Under this name the time from request to answer is kept, in ms. */
    public static final String TOOK = "tookMs";

    private static final String PREFIX = "header.";
    private static final String RATE_LIMIT = "x-ratelimit-";
    private static final Set<String> HARMLESS = Set.of(
            "x-request-id",
            "openai-processing-ms",
            "openai-version",
            "date",
            "cf-ray",
            "content-type",
            "content-length",
            "retry-after");
    private static final int VALUE_MAX = 120;

    private AnswerHeaders() {}

    /** Whether a header of this name, in any case of letters, may be kept. */
    public static boolean isHarmless(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        return HARMLESS.contains(small) || small.startsWith(RATE_LIMIT) && small.length() <= VALUE_MAX;
    }

    /** The harmless ones, each as {@code header.} and its name in small letters; a value that is too long is left out. */
    public static Map<String, String> of(Map<String, ?> headers) {
        Map<String, String> kept = new HashMap<>();
        headers.forEach((name, value) -> {
            String text = String.valueOf(value);
            if (isHarmless(name) && text.length() <= VALUE_MAX) {
                kept.put(PREFIX + name.toLowerCase(Locale.ROOT), text);
            }
        });
        return kept;
    }
}
