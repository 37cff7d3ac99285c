package dev.referee.ops;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Signs operators in at the console: a cookie for the admin token. The one path of {@code /api} that needs no proof. */
@RestController
@RequestMapping(path = AdminGate.SESSION, produces = MediaType.APPLICATION_JSON_VALUE)
class SessionApi {

    private final Operators operators;
    private final OwnPages pages;
    private final String profile;
    private final WrongTokens wrong;

    @Autowired
    SessionApi(Operators operators, OwnPages pages, WrongTokens wrong, Environment environment) {
        this(operators, pages, wrong, environment.acceptsProfiles(Profiles.of("twin")) ? "twin" : "live");
    }

    SessionApi(Operators operators, OwnPages pages, WrongTokens wrong, String profile) {
        this.operators = operators;
        this.pages = pages;
        this.wrong = wrong;
        this.profile = profile;
    }

    /** Whether whoever asks is signed in, and needs to be. */
    @GetMapping
    State state(HttpServletRequest request) {
        boolean signedIn = operators.isOpen() || operators.hasSession(request);
        return new State(signedIn, operators.isOpen(), operators.isConfigured(), profile);
    }

    /** Signs in. */
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Void> signIn(HttpServletRequest request, @RequestBody Credentials shown) {
        refuseForeign(request);
        String token = shown.token();
        if (token == null || token.isEmpty()) {
            throw new Problem(HttpStatus.BAD_REQUEST, "the body names no token");
        }
        if (!operators.isConfigured()) {
            throw new Problem(
                    HttpStatus.FORBIDDEN,
                    operators.isOpen()
                            ? "no admin token is configured, and none is needed under profile twin"
                            : AdminGate.NO_TOKEN);
        }
        if (!operators.isToken(token)) {
            wrong.seen(WrongTokens.Where.SESSION);
            throw new Problem(HttpStatus.UNAUTHORIZED, "this is not the admin token");
        }
        return cookie(request, operators.newSession(), SessionCookie.LIFE);
    }

    /** Signs out: the browser forgets the cookie, and no node takes it any more, whoever has a copy. */
    @DeleteMapping
    ResponseEntity<Void> signOut(HttpServletRequest request) {
        refuseForeign(request);
        operators.endSession(request);
        return cookie(request, "", Duration.ZERO);
    }

    private void refuseForeign(HttpServletRequest request) {
        if (pages.isForeign(request)) {
            throw new Problem(HttpStatus.FORBIDDEN, AdminGate.FOREIGN);
        }
    }

    private ResponseEntity<Void> cookie(HttpServletRequest request, String value, Duration life) {
        ResponseCookie cookie = ResponseCookie.from(SessionCookie.NAME, value)
                .httpOnly(true)
                .secure(pages.isSecure(request))
                .sameSite("Strict")
                .path("/")
                .maxAge(life)
                .build();
        return ResponseEntity.noContent()
                .header(HttpHeaders.SET_COOKIE, cookie.toString())
                .build();
    }

    /**
     * How somebody stands to the console.
     *
     * @param signedIn whether {@code /api} lets him in
     * @param open whether it lets everybody in
     * @param configured whether there is an admin token
     * @param profile {@code twin} where the twin runs, else {@code live}
     */
    record State(boolean signedIn, boolean open, boolean configured, String profile) {}

    /** What he shows. Prints without it. */
    record Credentials(@Nullable String token) {

        @Override
        public String toString() {
            return "Credentials[]";
        }
    }
}
