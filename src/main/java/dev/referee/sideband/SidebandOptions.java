package dev.referee.sideband;

import dev.referee.call.CallId;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Where and how sidebands are opened. Read anew for each request to open.
 *
 * @param baseUri the vendor's API with its version ({@code https://api.openai.com/v1}); {@code https} and {@code wss}
 *     mean TLS, {@code http} and {@code ws} none; the same base for both protocols is documented
 *     (facts/openai-realtime-sip.md §3)
 * @param bearer gives the API key for the {@code Authorization} header; asked once per request to open, on the
 *     requester's thread
 * @param connectTimeout bound of each part of an attempt: the connection, TLS, and the answer to the handshake; default 2 s.
 *     Too short and slow handshakes (0.6-0.7 s were observed, §3) fail; too long and one lost packet uses up the window
 * @param queueMax frames of one call that may wait for its consumers; at the bound the socket is closed; default 1000
 * @param frameMaxBytes largest message taken from the vendor, in bytes; a larger one closes the socket; default 1 MiB
 * @param attachWindow no attempt starts later than this after the request to open; default 4 s. Accept's 200 does not
 *     mean that the session exists, so a 404 is asked again for a while
 * @param pingInterval time between our pings; after two without any sign of the peer the socket counts as lost; default
 *     5 s, so that a half-open socket is noticed within 15 s: what the model calls meanwhile is lost (whether the vendor
 *     pings is unknown, §3)
 */
public record SidebandOptions(
        URI baseUri,
        Supplier<String> bearer,
        Duration connectTimeout,
        int queueMax,
        int frameMaxBytes,
        Duration attachWindow,
        Duration pingInterval) {

    private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss");

    /** Checks every option; a wrong one is refused with {@link IllegalArgumentException} that names it. */
    public SidebandOptions {
        String scheme = baseUri.getScheme();
        check(scheme != null && SCHEMES.contains(scheme.toLowerCase(Locale.ROOT)), "baseUri must be http(s) or ws(s)");
        check(baseUri.getHost() != null && baseUri.getRawQuery() == null, "baseUri must have a host and no query");
        check(connectTimeout.toMillis() > 0, "connectTimeout must be at least 1 ms");
        check(queueMax > 0, "queueMax must be at least 1");
        check(frameMaxBytes > 0, "frameMaxBytes must be at least 1");
        check(!attachWindow.isNegative(), "attachWindow must not be negative");
        check(pingInterval.toMillis() > 0, "pingInterval must be at least 1 ms");
    }

    /** The defaults for everything but the address and the key. */
    public static SidebandOptions of(URI baseUri, Supplier<String> bearer) {
        return new SidebandOptions(
                baseUri,
                bearer,
                Duration.ofSeconds(2),
                1000,
                1024 * 1024,
                Duration.ofSeconds(4),
                Duration.ofSeconds(5));
    }

    /** The same with these bounds. */
    public SidebandOptions bounded(int frames, int frameBytes) {
        return new SidebandOptions(baseUri, bearer, connectTimeout, frames, frameBytes, attachWindow, pingInterval);
    }

    boolean tls() {
        String scheme = baseUri.getScheme().toLowerCase(Locale.ROOT);
        return scheme.equals("https") || scheme.equals("wss");
    }

    String host() {
        String host = baseUri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    int port() {
        if (baseUri.getPort() >= 0) {
            return baseUri.getPort();
        }
        return tls() ? 443 : 80;
    }

    String requestUri(CallId callId) {
        String path = baseUri.getRawPath() == null ? "" : baseUri.getRawPath().replaceAll("/+$", "");
        return path + "/realtime?call_id=" + callId.value();
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("sideband: " + message);
        }
    }
}
