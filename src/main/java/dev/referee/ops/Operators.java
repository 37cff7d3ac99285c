package dev.referee.ops;

import dev.referee.config.RefereeSettings;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/**
 * Who is an operator: whoever shows the admin token, or the cookie that was given for it. Under profile {@code twin} alone,
 * where no real call can be reached, everybody is. Thread-safe.
 */
@Component
class Operators {

    private final byte @Nullable [] token;
    private final @Nullable SessionCookie cookie;
    private final boolean open;
    private final Clock clock;

    @Autowired
    Operators(RefereeSettings settings, Environment environment) {
        this(
                settings.admin().token(),
                environment.acceptsProfiles(Profiles.of("twin & !live")),
                Clock.systemUTC()); // the database's clock may not be there yet
    }

    Operators(@Nullable String token, boolean open, Clock clock) {
        this.token = token == null ? null : token.getBytes(StandardCharsets.UTF_8);
        this.cookie = token == null ? null : new SessionCookie(token);
        this.open = open;
        this.clock = clock;
    }

    /** Whether everybody is one. */
    boolean isOpen() {
        return open;
    }

    /** Whether there is an admin token at all. */
    boolean isConfigured() {
        return token != null;
    }

    /** Whether this is the admin token; the time it takes says nothing of where a wrong one begins to differ. */
    boolean isToken(String shown) {
        return isToken(shown, StandardCharsets.UTF_8);
    }

    /** The same for what came in a header, whose bytes the server reads one by one. */
    boolean isTokenOfHeader(String shown) {
        return isToken(shown, StandardCharsets.ISO_8859_1);
    }

    private boolean isToken(String shown, Charset bytes) {
        return token != null && MessageDigest.isEqual(shown.getBytes(bytes), token);
    }

    /** Whether the request has a cookie that is good now. */
    boolean hasSession(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        SessionCookie ours = cookie;
        return ours != null
                && cookies != null
                && Stream.of(cookies)
                        .filter(one -> one.getName().equals(SessionCookie.NAME))
                        .anyMatch(one -> ours.isGood(one.getValue(), clock.instant()));
    }

    /** What a new cookie holds. */
    String newSession() {
        if (cookie == null) {
            throw new IllegalStateException("without an admin token there are no sessions");
        }
        return cookie.mint(clock.instant());
    }
}
