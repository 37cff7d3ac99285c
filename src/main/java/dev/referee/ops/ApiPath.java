package dev.referee.ops;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells whether a path may lead to {@code /api}, or to another first name, whoever reads it and however it is written: dots, doubled slashes,
 * backslashes, path parameters, letter case and escapes, repeated ones too, are all taken at their worst. Wrong guesses
 * only make a request prove more than it would have to.
 */
final class ApiPath {

    private static final String API = "api";
    private static final int DECODINGS = 4;
    private static final Pattern SEPARATOR = Pattern.compile("[/\\\\]");
    private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");

    private ApiPath() {}

    static boolean leadsToApi(HttpServletRequest request) {
        return leadsTo(request, API);
    }

    /** Whether the path of this request may lead to what begins with this name. */
    static boolean leadsTo(HttpServletRequest request, String name) {
        String context = request.getContextPath() == null ? "" : request.getContextPath();
        String uri = request.getRequestURI();
        String info = request.getPathInfo() == null ? "" : request.getPathInfo();
        String asked = uri.startsWith(context) ? uri.substring(context.length()) : uri;
        String mapped = request.getServletPath() + info;
        return leadsTo(asked, name) || !mapped.equals(asked) && leadsTo(mapped, name);
    }

    static boolean leadsTo(String path, String name) {
        String now = path;
        for (int i = 0; i < DECODINGS; i++) {
            if (readsAs(now, name)) {
                return true;
            }
            String next = decoded(now);
            if (next.equals(now)) {
                return false;
            }
            now = next;
        }
        return readsAs(now, name);
    }

    /** Either with its dots followed, or with them left out. */
    private static boolean readsAs(String path, String wanted) {
        Deque<String> followed = new ArrayDeque<>();
        String first = null;
        for (String segment : SEPARATOR.split(path)) {
            String name = segment.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            if (name.equals("..")) {
                followed.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                followed.addLast(name);
                first = first == null ? name : first;
            }
        }
        return wanted.equals(first) || wanted.equals(followed.peekFirst());
    }

    private static String decoded(String path) {
        return path.indexOf('%') < 0 ? path : ESCAPE.matcher(path).replaceAll(ApiPath::character);
    }

    private static String character(java.util.regex.MatchResult escape) {
        return Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escape.group(1), 16)));
    }
}
