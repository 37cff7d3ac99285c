package dev.referee.ops;

import dev.referee.config.RefereeSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Tells whether a browser sends a request for a page of ours or for somebody else's. Old browsers say nothing of it, which
 * is why a cookie also needs a header that other pages cannot set ({@link #CONSOLE}).
 */
@Component
class OwnPages {

    /** Our page sends it with the value 1; for a page of another origin the browser would have to ask us first. */
    static final String CONSOLE = "X-Referee-Console";

    private static final String FETCH_SITE = "Sec-Fetch-Site";
    private static final Set<String> SAFE = Set.of("GET", "HEAD");

    private final URI publicUrl;

    @Autowired
    OwnPages(RefereeSettings settings) {
        this(settings.publicUrl());
    }

    OwnPages(String publicUrl) {
        this.publicUrl = URI.create(publicUrl);
    }

    /** Whether the world reaches us by https. */
    boolean isSecure(HttpServletRequest request) {
        return request.isSecure() || "https".equalsIgnoreCase(publicUrl.getScheme());
    }

    /** Whether this may change something on the strength of a cookie, which a browser adds whoever asks. */
    boolean mayUseCookie(HttpServletRequest request) {
        return SAFE.contains(request.getMethod()) || "1".equals(request.getHeader(CONSOLE)) && !isForeign(request);
    }

    /** Whether the browser says that another origin's page asks. */
    boolean isForeign(HttpServletRequest request) {
        List<String> sites = Collections.list(request.getHeaders(FETCH_SITE));
        List<String> origins = Collections.list(request.getHeaders(HttpHeaders.ORIGIN));
        return !sites.stream().allMatch("same-origin"::equals)
                || !origins.stream().allMatch(origin -> isOurs(origin, request));
    }

    /** The public address, or the one the browser used; a proxy in front may have taken the https off. */
    private boolean isOurs(String origin, HttpServletRequest request) {
        String host = String.valueOf(request.getHeader(HttpHeaders.HOST)).toLowerCase(Locale.ROOT);
        String shown = origin.toLowerCase(Locale.ROOT);
        return shown.equals(originOf(publicUrl))
                || shown.equals("https://" + host)
                || shown.equals(request.getScheme() + "://" + host);
    }

    private static String originOf(URI url) {
        return (url.getScheme() + "://" + url.getRawAuthority()).toLowerCase(Locale.ROOT);
    }
}
