package dev.referee.ops;

import dev.referee.config.RefereeSettings;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/**
 * Who is an operator: whoever shows the admin token, or the cookie that was given for it; and who may read metrics. Under
 * profile {@code twin} alone, where no real call can be reached, everybody may do everything.
 *
 * <p>There is no limit to wrong tries, for it would lock out the right token as well: a stranger's guesses all come from
 * the proxy's address. A token has at least 16 characters, so guessing is hopeless at any rate, and a guess costs one
 * hash, nothing of the database. Hashes are compared, in constant time, so that not even the length of the token can be
 * measured. Thread-safe.
 */
@Component
class Operators {

    /** What a token proves. */
    enum Role {
        NOBODY,
        METRICS,
        OPERATOR
    }

    private static final Logger LOG = LoggerFactory.getLogger(Operators.class);
    private static final String HASH = "SHA-256";

    private final byte @Nullable [] token;
    private final byte @Nullable [] metricsToken;
    private final @Nullable SessionCookie cookie;
    private final boolean open;
    private final EndedSessions ended;
    private final Clock clock;

    @Autowired
    Operators(RefereeSettings settings, Environment environment, EndedSessions ended) {
        this(
                settings.admin().token(),
                settings.admin().metricsToken(),
                environment.acceptsProfiles(Profiles.of("twin & !live")),
                ended,
                Clock.systemUTC()); // the database's clock may not be there yet
    }

    Operators(@Nullable String token, @Nullable String metricsToken, boolean open, EndedSessions ended, Clock clock) {
        this.token = token == null ? null : hash(token, StandardCharsets.UTF_8);
        this.metricsToken = metricsToken == null ? null : hash(metricsToken, StandardCharsets.UTF_8);
        this.cookie = token == null ? null : new SessionCookie(token);
        this.open = open;
        this.ended = ended;
        this.clock = clock;
    }

    /** Says at the start what the lack of tokens shuts. */
    @EventListener(ApplicationReadyEvent.class)
    public void tellWhatIsShut() {
        if (!open && token == null) {
            LOG.warn(
                    "{}; until then /api answers 403 and nobody can sign in at the console{}",
                    AdminGate.NO_TOKEN,
                    metricsToken == null ? ", and /actuator/prometheus answers 403" : "");
        }
    }

    /** Whether everybody is one. */
    boolean isOpen() {
        return open;
    }

    /** Whether there is an admin token at all. */
    boolean isConfigured() {
        return token != null;
    }

    /** Whether there is a token that opens the metrics. */
    boolean areMetricsConfigured() {
        return token != null || metricsToken != null;
    }

    /** Whether this is the admin token. */
    boolean isToken(String shown) {
        return roleOf(shown, StandardCharsets.UTF_8) == Role.OPERATOR;
    }

    /** What a token proves that came in a header, whose bytes the server reads one by one. */
    Role roleOfHeader(String shown) {
        return roleOf(shown, StandardCharsets.ISO_8859_1);
    }

    private Role roleOf(String shown, Charset bytes) {
        byte[] hash = hash(shown, bytes);
        if (token != null && MessageDigest.isEqual(hash, token)) {
            return Role.OPERATOR;
        }
        return metricsToken != null && MessageDigest.isEqual(hash, metricsToken) ? Role.METRICS : Role.NOBODY;
    }

    /** Whether the request has a cookie that is good now. The database is asked for no other. */
    boolean hasSession(HttpServletRequest request) {
        return sessions(request).anyMatch(session -> !ended.isEnded(session));
    }

    /** Ends the sessions that the request has a cookie of, on every node. */
    void endSession(HttpServletRequest request) {
        sessions(request).filter(session -> !ended.isEnded(session)).forEach(ended::end);
    }

    private Stream<SessionCookie.Session> sessions(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        SessionCookie ours = cookie;
        if (ours == null || cookies == null) {
            return Stream.empty();
        }
        return Stream.of(cookies)
                .filter(one -> one.getName().equals(SessionCookie.NAME))
                .map(one -> ours.read(one.getValue(), clock.instant()))
                .flatMap(Optional::stream);
    }

    /** What a new cookie holds. */
    String newSession() {
        if (cookie == null) {
            throw new IllegalStateException("without an admin token there are no sessions");
        }
        return cookie.mint(clock.instant());
    }

    private static byte[] hash(String text, Charset bytes) {
        try {
            return MessageDigest.getInstance(HASH).digest(text.getBytes(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + HASH, e);
        }
    }
}
