package dev.referee.ops;

import dev.referee.ops.Operators.Role;
import dev.referee.ops.WrongTokens.Where;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets operators in to {@code /api} and {@code /actuator}: those who show the admin token, or the cookie of the console.
 * The metrics token opens {@code /actuator/prometheus} alone, and everybody may ask whether this node is well, but gets
 * no more than the status. No address is trusted, for behind a proxy on this machine all are loopback. Without a
 * configured token nobody is let in, except under profile {@code twin}, where no real call can be reached. It stands
 * before everything that reads a body.
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

    private static final String NO_METRICS_TOKEN = "no token for metrics is configured: set referee.admin.metrics-token"
            + " (REFEREE_METRICS_TOKEN) and restart";
    private static final String SCHEME = "Bearer ";
    private static final String CHALLENGE = "Bearer realm=\"referee\"";
    private static final String METRICS = "/actuator/prometheus";
    private static final Set<String> HEALTH =
            Set.of("/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness");

    private final Operators operators;
    private final OwnPages pages;
    private final WrongTokens wrong;

    AdminGate(Operators operators, OwnPages pages, WrongTokens wrong) {
        this.operators = operators;
        this.pages = pages;
        this.wrong = wrong;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        Purpose purpose = Purpose.of(request);
        return purpose != Purpose.API && purpose != Purpose.ACTUATOR
                || Purpose.path(request).equals(SESSION);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Where where = where(request);
        List<String> shown = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
        if (operators.isOpen()) {
            chain.doFilter(new OfOperator(request), response);
        } else if (where == Where.METRICS ? !operators.areMetricsConfigured() : !operators.isConfigured()) {
            withoutTokens(where, request, response, chain);
        } else if (!shown.isEmpty()) {
            withToken(shown, where, request, response, chain);
        } else if (operators.hasSession(request)) {
            withCookie(request, response, chain);
        } else if (where == Where.HEALTH) {
            chain.doFilter(request, response);
        } else {
            String wanted = where == Where.METRICS ? "metrics" : "admin";
            refuse(
                    response,
                    CHALLENGE,
                    "send the header Authorization: Bearer <" + wanted + " token>, or sign in at the console");
        }
    }

    /** What else there may be below {@code /actuator} is for operators, like {@code /api}. */
    private static Where where(HttpServletRequest request) {
        String path = Purpose.path(request);
        if (path.equals(METRICS)) {
            return Where.METRICS;
        }
        return HEALTH.contains(path) ? Where.HEALTH : Where.API;
    }

    private static void withoutTokens(
            Where where, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        switch (where) {
            case HEALTH -> chain.doFilter(request, response);
            case METRICS -> ProblemWriter.write(response, HttpStatus.FORBIDDEN, NO_METRICS_TOKEN);
            case API, SESSION -> ProblemWriter.write(response, HttpStatus.FORBIDDEN, NO_TOKEN);
        }
    }

    /** Whoever shows a token is judged by it, whatever cookie there is. */
    private void withToken(
            List<String> shown,
            Where where,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws ServletException, IOException {
        Role role = shown.size() == 1 ? role(shown.get(0)) : Role.NOBODY;
        if (role == Role.OPERATOR) {
            chain.doFilter(new OfOperator(request), response);
        } else if (role == Role.METRICS && where != Where.API) {
            chain.doFilter(request, response);
        } else {
            wrong.seen(where);
            refuse(
                    response,
                    CHALLENGE + ", error=\"invalid_token\"",
                    where == Where.METRICS
                            ? "this is neither the metrics token nor the admin token"
                            : "this is not the admin token");
        }
    }

    private void withCookie(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (pages.mayUseCookie(request)) {
            chain.doFilter(new OfOperator(request), response);
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

    private Role role(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? operators.roleOfHeader(header.substring(SCHEME.length()).strip())
                : Role.NOBODY;
    }

    /** A request of an operator, to whom Spring Boot tells details of health. */
    private static final class OfOperator extends HttpServletRequestWrapper {

        private static final Principal OPERATOR = () -> "operator";

        OfOperator(HttpServletRequest request) {
            super(request);
        }

        @Override
        public Principal getUserPrincipal() {
            return OPERATOR;
        }
    }
}
