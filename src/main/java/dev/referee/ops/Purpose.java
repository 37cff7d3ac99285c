package dev.referee.ops;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request is for, told by its path. This is the only place that knows the first names of paths; every gate asks it.
 *
 * <p>A container matches decoded, tidied paths while a filter sees the raw one, so one path could be spelt in many ways and
 * mean one thing to a gate and another to what stands behind it. {@link RequestGuard} therefore refuses every path for which
 * {@link #oddity} has a word, before anything else looks at it. What is left has one spelling.
 */
enum Purpose {

    /** OpenAI's webhooks. */
    OPENAI(256 * 1024),

    /** What the carrier asks and reports. */
    CARRIER(64 * 1024),

    /** The operators' API, with their session. */
    API(1024 * 1024),

    /** Health and metrics. */
    ACTUATOR(64 * 1024),

    /** The files of the page. */
    PAGE(64 * 1024),

    /** The twin, and routes of a team's own. */
    OTHER(1024 * 1024);

    private static final Pattern ESCAPE = Pattern.compile("%(..)?");
    private static final Pattern DOTS = Pattern.compile("(?:^|/)\\.{1,2}(?:/|$)");

    private final int bytesMax;

    Purpose(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** The largest body that such a request may have. */
    int bytesMax() {
        return bytesMax;
    }

    /** Whether a vendor sends it: such requests prove themselves by a signature over what they hold. */
    boolean isVendors() {
        return this == OPENAI || this == CARRIER;
    }

    /** Of a request whose path has one spelling. A name in other letters counts, too: it can only ask for more proof. */
    static Purpose of(HttpServletRequest request) {
        return of(path(request));
    }

    static Purpose of(String path) {
        int end = path.indexOf('/', 1);
        String first = path.substring(Math.min(1, path.length()), end < 0 ? path.length() : end);
        return switch (first.toLowerCase(Locale.ROOT)) {
            case "openai" -> OPENAI;
            case "twiml", "twilio" -> CARRIER;
            case "api" -> API;
            case "actuator" -> ACTUATOR;
            case "", "index.html", "favicon.svg", "css", "js" -> PAGE;
            default -> OTHER;
        };
    }

    /** The path as it was sent, below the context path. */
    static String path(HttpServletRequest request) {
        String context = request.getContextPath() == null ? "" : request.getContextPath();
        String uri = request.getRequestURI();
        return uri.startsWith(context) ? uri.substring(context.length()) : uri;
    }

    /**
     * Why a path could be read in more than one way; empty if it cannot. Odd are empty and dotted names, path parameters,
     * backslashes, broken escapes, and escapes of what needs none or means something in a path. {@code %7E} is not: some
     * clients write {@code ~} that way, and no path of ours has one.
     */
    static Optional<String> oddity(String path) {
        if (!path.startsWith("/")) {
            return Optional.of("it does not begin with a slash");
        }
        if (path.contains("//")) {
            return Optional.of("it has an empty name between two slashes");
        }
        if (path.indexOf(';') >= 0) {
            return Optional.of("it has a path parameter");
        }
        if (path.indexOf('\\') >= 0) {
            return Optional.of("it has a backslash");
        }
        if (DOTS.matcher(path).find()) {
            return Optional.of("it has a name of dots only");
        }
        return path.indexOf('%') < 0 ? Optional.empty() : oddEscape(path);
    }

    private static Optional<String> oddEscape(String path) {
        Matcher escape = ESCAPE.matcher(path);
        while (escape.find()) {
            int high = escape.group(1) == null
                    ? -1
                    : Character.digit(escape.group(1).charAt(0), 16);
            int low = escape.group(1) == null
                    ? -1
                    : Character.digit(escape.group(1).charAt(1), 16);
            if (high < 0 || low < 0) {
                return Optional.of("it has a broken percent escape");
            }
            if (isOdd((char) (high * 16 + low))) {
                return Optional.of("it escapes a character that is written as it is, or that no name may hold");
            }
        }
        return Optional.empty();
    }

    private static boolean isOdd(char escaped) {
        boolean plain = escaped >= 'a' && escaped <= 'z' || escaped >= 'A' && escaped <= 'Z';
        return plain
                || escaped >= '0' && escaped <= '9'
                || escaped < ' '
                || escaped == 127
                || "-._/\\%;".indexOf(escaped) >= 0;
    }
}
