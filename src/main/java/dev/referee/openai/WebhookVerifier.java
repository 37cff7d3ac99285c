package dev.referee.openai;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells OpenAI's webhooks from all others: Standard Webhooks, symmetric v1, over the raw bytes
 * (facts/openai-realtime-sip.md §1.3, documented). A repeated webhook is valid again; whoever stores it must know its id.
 * Thread-safe; never throws on what a sender wrote.
 */
public final class WebhookVerifier {

    /** How far a timestamp may be from now, either way and inclusive. */
    public static final Duration TOLERANCE = Duration.ofSeconds(300);

    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "whsec_";
    private static final int KEY_BYTES_MIN = 24;
    private static final int KEY_BYTES_MAX = 64;
    private static final Pattern SIGNATURE = Pattern.compile("(?:(v[0-9][a-z0-9]*),)?([^\\s,]+)");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,15}");

    /** What was found. Only {@link #VALID} may be believed. */
    public enum Result {
        VALID("the signature is right"),
        NO_SIGNATURE("header webhook-signature is missing"),
        NO_TIMESTAMP("header webhook-timestamp is missing"),
        NO_ID("header webhook-id is missing"),
        AMBIGUOUS_TIMESTAMP("header webhook-timestamp is there more than once"),
        AMBIGUOUS_ID("header webhook-id is there more than once"),
        UNREADABLE_TIMESTAMP("header webhook-timestamp is not a number of seconds"),
        STALE("header webhook-timestamp is more than 300 s away from now"),
        WRONG_SIGNATURE("no signature matches the body");

        private final String reason;

        Result(String reason) {
            this.reason = reason;
        }

        /** In words, for the timeline and the answer; holds nothing of the request. */
        public String reason() {
            return reason;
        }

        /** Whether the request comes from whoever knows the secret. */
        public boolean isValid() {
            return this == VALID;
        }
    }

    private final SecretKeySpec key;
    private final Clock clock;

    /**
     * A verifier for one endpoint.
     *
     * @param secret as {@link #mustBe} wants it
     * @throws IllegalArgumentException when it is another; the message does not show it
     */
    public WebhookVerifier(String secret, Clock clock) {
        mustBe(secret).ifPresent(rule -> {
            throw new IllegalArgumentException("the webhook secret must be " + rule);
        });
        this.key = new SecretKeySpec(keyBytes(secret), ALGORITHM);
        this.clock = clock;
    }

    /**
     * What a webhook secret must be, if this one is not: {@code whsec_} and the base64 of a key of Standard Webhooks. Blanks
     * around it do no harm, nor does {@code v1,} before it, as other implementations have it.
     */
    public static Optional<String> mustBe(String secret) {
        int bytes = keyBytes(secret).length;
        if (bytes == 0) {
            return Optional.of("whsec_ followed by base64, as the dashboard shows it");
        }
        return bytes >= KEY_BYTES_MIN && bytes <= KEY_BYTES_MAX
                ? Optional.empty()
                : Optional.of("whsec_ followed by the base64 of " + KEY_BYTES_MIN + " to " + KEY_BYTES_MAX
                        + " bytes, not of " + bytes);
    }

    /** The key; nothing where there is none. */
    private static byte[] keyBytes(String secret) {
        String text = secret.strip();
        String bare = text.startsWith("v1,") ? text.substring("v1,".length()) : text;
        try {
            return bare.startsWith(PREFIX) ? Base64.getDecoder().decode(bare.substring(PREFIX.length())) : new byte[0];
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    /**
     * Checks one request. The headers are given as they came, each with all its lines; {@code body} is unparsed.
     *
     * @param ids header {@code webhook-id}
     * @param timestamps header {@code webhook-timestamp}, Unix seconds of this attempt
     * @param signatures header {@code webhook-signature}: {@code v1,<base64>} or bare base64, separated by blanks, or by commas
     *     as by a proxy that makes one line of several; one match is enough, malformed ones are skipped
     */
    public Result verify(List<String> ids, List<String> timestamps, List<String> signatures, byte[] body) {
        if (areBlank(signatures)) {
            return Result.NO_SIGNATURE;
        }
        if (areBlank(timestamps)) {
            return Result.NO_TIMESTAMP;
        }
        if (areBlank(ids)) {
            return Result.NO_ID;
        }
        if (timestamps.size() > 1) {
            return Result.AMBIGUOUS_TIMESTAMP;
        }
        if (ids.size() > 1) {
            return Result.AMBIGUOUS_ID;
        }
        String timestamp = timestamps.get(0);
        if (!SECONDS.matcher(timestamp).matches()) {
            return Result.UNREADABLE_TIMESTAMP;
        }
        long distance = Math.abs(clock.instant().getEpochSecond() - Long.parseLong(timestamp));
        if (distance > TOLERANCE.toSeconds()) {
            return Result.STALE;
        }
        return anyMatches(String.join(" ", signatures), mac(ids.get(0), timestamp, body))
                ? Result.VALID
                : Result.WRONG_SIGNATURE;
    }

    private static boolean areBlank(List<String> values) {
        return values.stream().allMatch(String::isBlank);
    }

    private byte[] mac(String id, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JDK lacks " + ALGORITHM, impossible);
        }
    }

    private static boolean anyMatches(String signatures, byte[] expected) {
        boolean matches = false;
        Matcher candidate = SIGNATURE.matcher(signatures);
        while (candidate.find()) {
            String version = candidate.group(1);
            try {
                matches |= (version == null || version.equals("v1"))
                        & MessageDigest.isEqual(expected, Base64.getDecoder().decode(candidate.group(2)));
            } catch (IllegalArgumentException malformed) {
                // Another candidate may still be right; another version's signature (v1a,…) is not ours to read.
            }
        }
        return matches;
    }
}
