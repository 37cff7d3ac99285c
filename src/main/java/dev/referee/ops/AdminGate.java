package dev.referee.ops;

import dev.referee.config.RefereeSettings;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets operators in to {@code /api}: those who show the admin token. Without a configured token nobody is let in, except
 * under profile {@code twin}, where no real call can be reached. It stands before everything that reads a body.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class AdminGate extends OncePerRequestFilter {

    private static final String SCHEME = "Bearer ";
    private static final String CHALLENGE = "Bearer realm=\"referee\"";

    private final byte @Nullable [] token;
    private final boolean open;

    @Autowired
    AdminGate(RefereeSettings settings, Environment environment) {
        this(settings.admin().token(), environment.acceptsProfiles(Profiles.of("twin & !live")));
    }

    AdminGate(@Nullable String token, boolean open) {
        this.token = token == null ? null : token.getBytes(StandardCharsets.UTF_8);
        this.open = open;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return open || !ApiPath.leadsToApi(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (token == null) {
            ProblemWriter.write(
                    response,
                    HttpStatus.FORBIDDEN,
                    "no admin token is configured: set referee.admin.token (REFEREE_ADMIN_TOKEN) and restart");
            return;
        }
        List<String> shown = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
        if (shown.size() == 1 && isRight(shown.get(0), token)) {
            chain.doFilter(request, response);
            return;
        }
        boolean wrong = !shown.isEmpty();
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, wrong ? CHALLENGE + ", error=\"invalid_token\"" : CHALLENGE);
        ProblemWriter.write(
                response,
                HttpStatus.UNAUTHORIZED,
                wrong ? "this is not the admin token" : "send the header Authorization: Bearer <admin token>");
    }

    /** The time it takes says nothing of where a wrong token begins to differ. */
    private static boolean isRight(String header, byte[] token) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        String shown = header.substring(SCHEME.length()).strip();
        return MessageDigest.isEqual(shown.getBytes(StandardCharsets.ISO_8859_1), token);
    }
}
