package dev.referee.twilio;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tells Twilio's requests from all others: {@code X-Twilio-Signature} (facts/twilio-voice.md §2, documented). Like
 * Twilio's own SDK it accepts a signature over the URL with and without port, for Twilio is not consistent about it; unlike
 * it, it knows repeated parameters, and queries that are signed in one spelling and sent in another ({@link QuerySpellings}),
 * which are tried for forms of usual size only, so that a forged request costs little. A repeated request is valid again. Thread-safe;
 * never throws on what a sender wrote.
 */
public final class TwilioSignature {

    private static final String ALGORITHM = "HmacSHA1";
    /** Of 20 bytes in base64. */
    private static final int SIGNATURE_LENGTH = 28;

    private static final Pattern AUTHORITY = Pattern.compile("(?i)(https?)://([^/?#]*)(.*)", Pattern.DOTALL);
    private static final Pattern PORT = Pattern.compile("(.*?)(:[0-9]*)?", Pattern.DOTALL);
    private static final Pattern BODY_HASH = Pattern.compile("[?&]bodySHA256=([^&#]*)");

    /** Bytes of parameters up to which other spellings of the query are tried; Twilio's have one or two thousand. */
    private static final int SPELLINGS_MOST = 8 * 1024;

    private final SecretKeySpec key;

    /**
     * A checker for one account.
     *
     * @param authToken the account's primary auth token; an API key's secret cannot check signatures
     * @throws IllegalArgumentException when it is blank
     */
    public TwilioSignature(String authToken) {
        if (authToken.isBlank()) {
            throw new IllegalArgumentException("the auth token is blank");
        }
        this.key = new SecretKeySpec(authToken.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /**
     * Checks one request over its raw body: a form, nothing at all (GET), or, where the URL carries {@code bodySHA256}, any
     * other content.
     *
     * @param fullUrl as Twilio was given it, with raw path and query: the public base URL, never the Host header
     * @param body unparsed; empty for GET
     * @param signature header {@code X-Twilio-Signature}, or null where missing
     */
    public boolean isValid(String fullUrl, byte[] body, @Nullable String signature) {
        Optional<String> bodyHash = bodyHash(fullUrl);
        if (bodyHash.isPresent()) {
            return isValid(fullUrl, new CallbackForm(List.of()), signature) && hashes(body, bodyHash.get());
        }
        try {
            return isValid(fullUrl, CallbackForm.parse(body), signature);
        } catch (UnreadableForm malformed) {
            return false;
        }
    }

    /** Checks one request whose form is parsed already. */
    public boolean isValid(String fullUrl, CallbackForm form, @Nullable String signature) {
        if (signature == null || signature.length() != SIGNATURE_LENGTH) {
            return false;
        }
        byte[] parameters = parameters(form);
        byte[] given = signature.getBytes(StandardCharsets.UTF_8);
        Set<String> spellings = parameters.length <= SPELLINGS_MOST ? QuerySpellings.of(fullUrl) : Set.of(fullUrl);
        Set<String> urls = new LinkedHashSet<>();
        spellings.forEach(url -> urls.addAll(List.of(url, withPort(url), withoutPort(url))));
        return urls.stream().anyMatch(url -> MessageDigest.isEqual(sign(url, parameters), given));
    }

    /** The signature that Twilio would send for this request, to try out the way to ourselves. */
    public String sign(String fullUrl, CallbackForm form) {
        return new String(sign(fullUrl, parameters(form)), StandardCharsets.US_ASCII);
    }

    /** Sorted by name, then each name with each of its different values, sorted: Twilio's rule for repeats (SDKs agree). */
    private static byte[] parameters(CallbackForm form) {
        TreeMap<String, TreeSet<String>> sorted = new TreeMap<>();
        form.fields().forEach(field -> sorted.computeIfAbsent(field.name(), name -> new TreeSet<>())
                .add(field.value()));
        StringBuilder text = new StringBuilder();
        sorted.forEach(
                (name, values) -> values.forEach(value -> text.append(name).append(value)));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private byte[] sign(String url, byte[] parameters) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(url.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encode(mac.doFinal(parameters));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JDK lacks " + ALGORITHM, impossible);
        }
    }

    private static String withPort(String url) {
        Matcher parts = AUTHORITY.matcher(url);
        if (!parts.matches() || port(parts.group(2)) != null) {
            return url;
        }
        String port = parts.group(1).toLowerCase(Locale.ROOT).equals("https") ? ":443" : ":80";
        return parts.group(1) + "://" + parts.group(2) + port + parts.group(3);
    }

    private static String withoutPort(String url) {
        Matcher parts = AUTHORITY.matcher(url);
        if (!parts.matches()) {
            return url;
        }
        String port = port(parts.group(2));
        String host = parts.group(2);
        return port == null
                ? url
                : parts.group(1) + "://" + host.substring(0, host.length() - port.length()) + parts.group(3);
    }

    private static @Nullable String port(String authority) {
        Matcher parts = PORT.matcher(authority);
        return parts.matches() ? parts.group(2) : null;
    }

    private static Optional<String> bodyHash(String url) {
        Matcher hash = BODY_HASH.matcher(url);
        return hash.find() ? Optional.of(hash.group(1)) : Optional.empty();
    }

    private static boolean hashes(byte[] body, String expected) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
            return MessageDigest.isEqual(
                    HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII),
                    expected.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JDK lacks SHA-256", impossible);
        }
    }
}
