package dev.referee.ops;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets operators in to {@code /api}: those who show the admin token, or the cookie of the console. Without a configured token
 * nobody is let in, except under profile {@code twin}, where no real call can be reached. It stands before everything that
 * reads a body.
 *
 * <p>A browser adds the cookie to whatever any page asks for; so with it nothing is changed unless our own page asks
 * ({@link OwnPages}). The token needs no such proof, for no browser adds it by itself.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class AdminGate extends OncePerRequestFilter {

    /** Where operators sign in: written in this very way, it is not guarded. */
    static final String SESSION = "/api/session";

    static final String NO_TOKEN =
            "no admin token is configured: set referee.admin.token (REFEREE_ADMIN_TOKEN) and restart";
    static final String FOREIGN = "a page of another origin may not ask for this";

    private static final String SCHEME = "Bearer ";
    private static final String CHALLENGE = "Bearer realm=\"referee\"";

    private final Operators operators;
    private final OwnPages pages;

    AdminGate(Operators operators, OwnPages pages) {
        this.operators = operators;
        this.pages = pages;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return operators.isOpen() || Purpose.path(request).equals(SESSION) || Purpose.of(request) != Purpose.API;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        List<String> shown = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
        if (!operators.isConfigured()) {
            ProblemWriter.write(response, HttpStatus.FORBIDDEN, NO_TOKEN);
        } else if (!shown.isEmpty()) {
            withToken(shown, request, response, chain);
        } else if (operators.hasSession(request)) {
            withCookie(request, response, chain);
        } else {
            refuse(
                    response,
                    CHALLENGE,
                    "send the header Authorization: Bearer <admin token>, or sign in at the console");
        }
    }

    /** Whoever shows a token is judged by it, whatever cookie there is. */
    private void withToken(
            List<String> shown, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (shown.size() == 1 && isRight(shown.get(0))) {
            chain.doFilter(request, response);
        } else {
            refuse(response, CHALLENGE + ", error=\"invalid_token\"", "this is not the admin token");
        }
    }

    private void withCookie(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (pages.mayUseCookie(request)) {
            chain.doFilter(request, response);
        } else {
            String why =
                    pages.isForeign(request) ? FOREIGN : "with a cookie, send the header " + OwnPages.CONSOLE + ": 1";
            ProblemWriter.write(response, HttpStatus.FORBIDDEN, why);
        }
    }

    private static void refuse(HttpServletResponse response, String challenge, String why) throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, challenge);
        ProblemWriter.write(response, HttpStatus.UNAUTHORIZED, why);
    }

    private boolean isRight(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && operators.isTokenOfHeader(header.substring(SCHEME.length()).strip());
    }
}
