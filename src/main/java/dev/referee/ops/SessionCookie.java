package dev.referee.ops;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the cookie of a signed-in operator holds: when it expires, a nonce, and a MAC of both. Nothing is stored
 * until somebody signs out ({@link EndedSessions}): its key is derived from the admin token, so every node takes it, and
 * another token ends it. Thread-safe.
 */
final class SessionCookie {

    static final String NAME = "referee_session";
    static final Duration LIFE = Duration.ofHours(12);

    private static final String HMAC = "HmacSHA256";
    private static final String PURPOSE = "referee console session 1";
    private static final int NONCE_BYTES = 16;
    private static final int LENGTH_MAX = 200;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] key;

    SessionCookie(String adminToken) {
        this.key = mac(adminToken.getBytes(StandardCharsets.UTF_8), PURPOSE);
    }

    /** A new one, good from now on. */
    String mint(Instant now) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        String signed = now.plus(LIFE).getEpochSecond() + "." + text(nonce);
        return signed + "." + text(mac(key, signed));
    }

    /** What this says, if it is one of ours that has not expired; whatever else it is, it says nothing. */
    Optional<Session> read(String value, Instant now) {
        int end = value.lastIndexOf('.');
        if (end < 0 || value.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        String signed = value.substring(0, end);
        byte[] shown = value.substring(end + 1).getBytes(StandardCharsets.UTF_8);
        byte[] right = text(mac(key, signed)).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(shown, right)
                ? Optional.of(session(signed)).filter(session -> now.isBefore(session.expiresAt()))
                : Optional.empty();
    }

    /** Of what we have signed ourselves. */
    private static Session session(String signed) {
        int dot = signed.indexOf('.');
        return new Session(signed.substring(dot + 1), Instant.ofEpochSecond(Long.parseLong(signed.substring(0, dot))));
    }

    /**
     * What somebody has who signed in.
     *
     * @param nonce no two have the same
     * @param expiresAt when it ends by itself
     */
    record Session(String nonce, Instant expiresAt) {}

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }
}
