package dev.referee.twin;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Both vendors' signatures, written from their documentation and not shared with the gateway's verifiers
 * (facts/twilio-voice.md §2, openai-realtime-sip.md §1.3).
 */
final class Signer {

    private Signer() {}

    /** {@code X-Twilio-Signature} of a form post, or of a GET when there are no parameters. */
    static String twilio(String authToken, String url, Map<String, String> parameters) {
        StringBuilder text = new StringBuilder(url);
        new TreeMap<>(parameters).forEach((name, value) -> text.append(name).append(value));
        return mac("HmacSHA1", authToken.getBytes(StandardCharsets.UTF_8), text.toString());
    }

    /** One entry of {@code webhook-signature}. */
    static String webhook(String secret, String id, long timestamp, String body) {
        byte[] key = secret.startsWith("whsec_")
                ? Base64.getDecoder().decode(secret.substring("whsec_".length()))
                : secret.getBytes(StandardCharsets.UTF_8);
        return "v1," + mac("HmacSHA256", key, id + "." + timestamp + "." + body);
    }

    private static String mac(String algorithm, byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks " + algorithm, e);
        }
    }
}
