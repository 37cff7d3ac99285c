package dev.referee.openai;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tells OpenAI's webhooks from all others: Standard Webhooks, symmetric v1, over the raw bytes
 * (facts/openai-realtime-sip.md §1.3, documented). A repeated webhook is valid again; whoever stores it must know its id.
 * Thread-safe; never throws on what a sender wrote.
 */
public final class WebhookVerifier {

    /** How far a timestamp may be from now, either way and inclusive. */
    public static final Duration TOLERANCE = Duration.ofSeconds(300);

    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,15}");

    /** What was found. Only {@link #VALID} may be believed. */
    public enum Result {
        VALID("the signature is right"),
        NO_SIGNATURE("header webhook-signature is missing"),
        NO_TIMESTAMP("header webhook-timestamp is missing"),
        NO_ID("header webhook-id is missing"),
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
     * @param secret {@code whsec_} and base64, or any other text, whose UTF-8 bytes are then the key
     * @throws IllegalArgumentException when it is blank, or no base64 follows {@code whsec_}
     */
    public WebhookVerifier(String secret, Clock clock) {
        this.key = new SecretKeySpec(keyBytes(secret), ALGORITHM);
        this.clock = clock;
    }

    private static byte[] keyBytes(String secret) {
        if (secret.isBlank()) {
            throw new IllegalArgumentException("the webhook secret is blank");
        }
        if (!secret.startsWith("whsec_")) {
            return secret.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(secret.substring("whsec_".length()));
        } catch (IllegalArgumentException notBase64) {
            // The cause would quote a character of the secret.
            throw new IllegalArgumentException("the webhook secret starts with whsec_ but no base64 follows");
        }
    }

    /**
     * Checks one request. The headers are given as they came, null where missing; {@code body} is unparsed.
     *
     * @param id header {@code webhook-id}
     * @param timestamp header {@code webhook-timestamp}, Unix seconds of this attempt
     * @param signatures header {@code webhook-signature}: one or more {@code v1,<base64>} or bare base64, separated by
     *     blanks; one match is enough, malformed ones are skipped
     */
    public Result verify(@Nullable String id, @Nullable String timestamp, @Nullable String signatures, byte[] body) {
        if (signatures == null || signatures.isBlank()) {
            return Result.NO_SIGNATURE;
        }
        if (timestamp == null || timestamp.isBlank()) {
            return Result.NO_TIMESTAMP;
        }
        if (id == null || id.isBlank()) {
            return Result.NO_ID;
        }
        if (!SECONDS.matcher(timestamp).matches()) {
            return Result.UNREADABLE_TIMESTAMP;
        }
        long distance = Math.abs(clock.instant().getEpochSecond() - Long.parseLong(timestamp));
        if (distance > TOLERANCE.toSeconds()) {
            return Result.STALE;
        }
        return anyMatches(signatures, mac(id, timestamp, body)) ? Result.VALID : Result.WRONG_SIGNATURE;
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
        for (String candidate : signatures.trim().split("\\s+")) {
            String encoded = candidate.startsWith("v1,") ? candidate.substring("v1,".length()) : candidate;
            try {
                matches |= MessageDigest.isEqual(expected, Base64.getDecoder().decode(encoded));
            } catch (IllegalArgumentException malformed) {
                // Another candidate may still be right; another version's signature (v1a,…) is not ours to read.
            }
        }
        return matches;
    }
}
