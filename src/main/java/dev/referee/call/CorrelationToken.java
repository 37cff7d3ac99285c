package dev.referee.call;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the token that travels in a SIP header from the carrier's leg to OpenAI's webhook and ties the two
 * together: whoever knows the project's SIP address can dial it, but cannot make a token. It holds the parent's id, a
 * nonce and an expiry in the clear, and a MAC over them. That it works once is up to whoever keeps the nonces.
 *
 * <p>The same key on every node makes every node read every token. Thread-safe; no clock of its own.
 */
public final class CorrelationToken {

    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9_-]{8,64}");
    private static final Pattern FORM =
            Pattern.compile("(v1\\.(CA[A-Za-z0-9]{32})\\.([A-Za-z0-9_-]{8,64})\\.([0-9]{1,11}))\\.([A-Za-z0-9_-]{43})");

    /** What a token says. */
    public sealed interface Reading {

        /**
         * Made by us, not expired. It may still have been used before.
         *
         * @param parent the caller's leg at the carrier
         * @param nonce unlike that of any other token
         */
        record Valid(CarrierCallId parent, String nonce) implements Reading {}

        /** There was none. */
        record Missing() implements Reading {}

        /** Not made with our key, changed on the way, or no token at all. */
        record Forged() implements Reading {}

        /** Made by us, but its time is over. */
        record Expired(CarrierCallId parent, String nonce) implements Reading {}
    }

    private final SecretKeySpec key;

    /**
     * A reader and writer of tokens.
     *
     * @param key at least 16 bytes, best from {@link #deriveKey}
     */
    public CorrelationToken(byte[] key) {
        if (key.length < 16) {
            throw new IllegalArgumentException("the key of correlation tokens needs at least 16 bytes");
        }
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /**
     * A key for tokens from secrets that have other uses; it tells nothing about them. The order counts.
     *
     * @throws IllegalArgumentException when there is none, or one is blank
     */
    public static byte[] deriveKey(String... secrets) {
        if (secrets.length == 0) {
            throw new IllegalArgumentException("a key needs at least one secret");
        }
        // Lengths go in as well, so that "ab", "c" and "a", "bc" give different keys.
        StringBuilder material = new StringBuilder();
        for (String secret : secrets) {
            if (secret.isBlank()) {
                throw new IllegalArgumentException("a key cannot come from a blank secret");
            }
            material.append(secret.length()).append(':').append(secret);
        }
        SecretKeySpec from = new SecretKeySpec(material.toString().getBytes(StandardCharsets.UTF_8), ALGORITHM);
        return mac(from, "referee correlation token v1");
    }

    /**
     * Writes a token of letters, digits, {@code .}, {@code _} and {@code -} only, under 170 characters: fit for a header
     * in a SIP address without any encoding (facts/twilio-voice.md §3.2).
     *
     * @param nonce 8 to 64 letters, digits, {@code _} or {@code -}, never used before
     * @param expiresAt in whole seconds; a fraction is cut off
     */
    public String issue(CarrierCallId parent, String nonce, Instant expiresAt) {
        if (!NONCE.matcher(nonce).matches()) {
            throw new IllegalArgumentException("not a nonce: it must be 8 to 64 letters, digits, _ or -");
        }
        String content = "v1." + parent + "." + nonce + "." + expiresAt.getEpochSecond();
        return content + "." + sign(content);
    }

    /** Reads a token. Never throws: whatever isn't ours is {@link Reading.Forged}. Valid until just before its expiry. */
    public Reading read(@Nullable String token, Instant now) {
        if (token == null || token.isBlank()) {
            return new Reading.Missing();
        }
        Matcher parts = FORM.matcher(token.strip());
        if (!parts.matches() || !isSigned(parts.group(1), parts.group(5))) {
            return new Reading.Forged();
        }
        CarrierCallId parent = new CarrierCallId(parts.group(2));
        Instant expiresAt = Instant.ofEpochSecond(Long.parseLong(parts.group(4)));
        return now.isBefore(expiresAt)
                ? new Reading.Valid(parent, parts.group(3))
                : new Reading.Expired(parent, parts.group(3));
    }

    private boolean isSigned(String content, String signature) {
        return MessageDigest.isEqual(
                sign(content).getBytes(StandardCharsets.US_ASCII), signature.getBytes(StandardCharsets.US_ASCII));
    }

    private String sign(String content) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac(key, content));
    }

    private static byte[] mac(SecretKeySpec key, String content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JDK lacks " + ALGORITHM, impossible);
        }
    }
}
