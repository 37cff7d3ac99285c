package dev.referee.bench.yardstick;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Tells the vendors' requests from all others. For one thread: each key has one {@link Mac} that is used again and again. */
final class Signatures {

    private static final long TOLERANCE_SECONDS = 300;

    private final Mac carrier;
    private final Mac vendor;

    Signatures(String authToken, String webhookSecret) {
        carrier = mac("HmacSHA1", authToken.getBytes(StandardCharsets.UTF_8));
        vendor = mac("HmacSHA256", Base64.getDecoder().decode(webhookSecret.replaceFirst("^whsec_", "")));
    }

    /** {@code X-Twilio-Signature}: HMAC-SHA1 over the address and the form's fields, sorted by name. */
    boolean isCarriers(String url, Map<String, List<String>> form, @Nullable String signature) {
        StringBuilder text = new StringBuilder(url);
        new TreeMap<>(form)
                .forEach((name, values) ->
                        values.forEach(value -> text.append(name).append(value)));
        byte[] expected = carrier.doFinal(text.toString().getBytes(StandardCharsets.UTF_8));
        return signature != null && isSame(expected, signature);
    }

    /** Standard Webhooks, symmetric v1: HMAC-SHA256 over id, timestamp and raw body, not older than five minutes. */
    boolean isVendors(MultiMap headers, Buffer body) {
        String id = headers.get("webhook-id");
        String timestamp = headers.get("webhook-timestamp");
        String signatures = headers.get("webhook-signature");
        if (id == null || timestamp == null || signatures == null || !timestamp.matches("[0-9]{1,15}")) {
            return false;
        }
        long distance = Math.abs(System.currentTimeMillis() / 1000 - Long.parseLong(timestamp));
        vendor.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        byte[] expected = vendor.doFinal(body.getBytes());
        for (String signature : signatures.split(" ")) {
            if (signature.startsWith("v1,") && isSame(expected, signature.substring("v1,".length()))) {
                return distance <= TOLERANCE_SECONDS;
            }
        }
        return false;
    }

    private static boolean isSame(byte[] expected, String shown) {
        return MessageDigest.isEqual(Base64.getEncoder().encode(expected), shown.getBytes(StandardCharsets.UTF_8));
    }

    private static Mac mac(String algorithm, byte[] key) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JDK lacks " + algorithm, impossible);
        }
    }
}
