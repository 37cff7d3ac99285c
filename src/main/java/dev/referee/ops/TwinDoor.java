package dev.referee.ops;

import dev.referee.config.RefereeSettings;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Profile;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Under profile {@code twin} no token is asked for, so any page that is open in a browser of this machine could place calls
 * and read them. This refuses what such a page sends: whatever would change something and comes from another origin, and
 * whatever asks for a name that is not ours, for its owner may point it at this machine while the page is open (DNS
 * rebinding). What OpenAI and the carrier send is signed, and may come through a tunnel of any name.
 */
@Component
@Profile("twin")
@Order(Ordered.HIGHEST_PRECEDENCE + 9)
class TwinDoor extends OncePerRequestFilter {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final OwnPages pages;
    private final @Nullable String publicHost;
    private final String address;

    @Autowired
    TwinDoor(OwnPages pages, RefereeSettings settings, @Value("${server.address:}") String address) {
        this(pages, settings.publicUrl(), address);
    }

    TwinDoor(OwnPages pages, String publicUrl, String address) {
        this.pages = pages;
        this.publicHost = URI.create(publicUrl).getHost();
        this.address = address;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return Purpose.of(request).isVendors();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!isOurName(request)) {
            ProblemWriter.write(
                    response,
                    HttpStatus.FORBIDDEN,
                    "under profile twin this server answers to localhost; for another name, set referee.public-url"
                            + " (REFEREE_PUBLIC_URL) or server.address to it and restart");
        } else if (!SAFE.contains(request.getMethod()) && pages.isForeign(request)) {
            ProblemWriter.write(response, HttpStatus.FORBIDDEN, AdminGate.FOREIGN);
        } else {
            chain.doFilter(request, response);
        }
    }

    /** No browser leaves the name out; the address at which the request arrived is nobody's to give away. */
    private boolean isOurName(HttpServletRequest request) {
        if (request.getHeader(HttpHeaders.HOST) == null) {
            return true;
        }
        String name = request.getServerName().toLowerCase(Locale.ROOT);
        return LOOPBACK.contains(name)
                || name.equalsIgnoreCase(publicHost)
                || name.equalsIgnoreCase(address)
                || name.equals(request.getLocalAddr());
    }
}
