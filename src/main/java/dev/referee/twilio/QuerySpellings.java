package dev.referee.twilio;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One address in the spellings in which Twilio may have signed it: what was configured as {@code '}, {@code @} or {@code :} may
 * be sent percent-encoded, or the other way round, and the signature is over the other (facts/twilio-voice.md §12, observed).
 * All spellings of a query have the same names and values; what parts these from each other ({@code & = + # %}) is never
 * exchanged for its code. At most {@value #MOST}, the address as it came first; one, if nothing in its query can be written
 * otherwise.
 */
final class QuerySpellings {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._~&=-]*");
    private static final String UNRESERVED = "-._~";
    private static final String PARTS = "&=+#%";
    private static final String HEX = "0123456789ABCDEF";

    static final int MOST = 15;

    private static final List<Style> STYLES = List.of(
            // each of the three that were observed, as such or as its code
            new Style(UNRESERVED + "'@:", "", false),
            new Style(UNRESERVED + "'@", ":", false),
            new Style(UNRESERVED + "':", "@", false),
            new Style(UNRESERVED + "@:", "'", false),
            new Style(UNRESERVED + "'", "@:", false),
            new Style(UNRESERVED + "@", "':", false),
            new Style(UNRESERVED + ":", "'@", false),
            new Style(UNRESERVED, "'@:", false),
            new Style(UNRESERVED + "'@:!$()*,;/?", "", false), // all that may stand in a query
            new Style(UNRESERVED, null, false), // all that may be encoded
            new Style(UNRESERVED, null, true),
            new Style(UNRESERVED + "!'()*", null, false), // as JavaScript's encodeURIComponent
            new Style("-._*", null, false)); // as forms

    private QuerySpellings() {}

    static Set<String> of(String url) {
        int hash = url.indexOf('#');
        int end = hash < 0 ? url.length() : hash;
        int from = url.indexOf('?') + 1;
        if (from == 0 || from > end || PLAIN.matcher(url.substring(from, end)).matches()) {
            return Set.of(url);
        }
        String query = url.substring(from, end);
        Set<String> all = new LinkedHashSet<>();
        all.add(url);
        try {
            for (Style style : STYLES) {
                all.add(url.substring(0, from) + style.spell(query) + url.substring(end));
            }
            all.add(url.substring(0, from) + readable(query) + url.substring(end));
        } catch (IllegalArgumentException | CharacterCodingException broken) {
            return Set.of(url);
        }
        return all;
    }

    /** Everything as people write it, other scripts and blanks too. */
    private static String readable(String query) throws CharacterCodingException {
        ByteBuffer bytes = ByteBuffer.allocate(query.length() * 3);
        for (int at = 0; at < query.length(); at++) {
            boolean encoded = query.charAt(at) == '%' && PARTS.indexOf(code(query, at)) < 0;
            if (encoded) {
                bytes.put((byte) code(query, at));
                at += 2;
            } else {
                bytes.put(query.substring(at, at + 1).getBytes(StandardCharsets.UTF_8));
            }
        }
        return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    }

    /** The byte that is encoded here. */
    private static int code(String query, int at) {
        int high = at + 2 < query.length() ? Character.digit(query.charAt(at + 1), 16) : -1;
        int low = at + 2 < query.length() ? Character.digit(query.charAt(at + 2), 16) : -1;
        if (high < 0 || low < 0) {
            throw new IllegalArgumentException("a broken percent code");
        }
        return high * 16 + low;
    }

    /**
     * How the characters of a query are written. Letters and digits are written as such, and what is named nowhere as it came.
     *
     * @param plain written as such
     * @param encoded written as codes; null for all others
     * @param lower whether codes have lower-case letters
     */
    private record Style(String plain, @Nullable String encoded, boolean lower) {

        String spell(String query) {
            StringBuilder text = new StringBuilder(query.length() + 16);
            for (int at = 0; at < query.length(); at++) {
                char first = query.charAt(at);
                boolean coded = first == '%';
                int value = coded ? code(query, at) : first;
                String given = coded ? query.substring(at, at + 3) : String.valueOf(first);
                boolean parts = PARTS.indexOf(value) >= 0;
                text.append(parts && !coded ? given : spell(value, given, parts));
                at += coded ? 2 : 0;
            }
            return text.toString();
        }

        private String spell(int value, String given, boolean parts) {
            boolean isWord = value < 128 && Character.isLetterOrDigit(value);
            if (!parts && (isWord || plain.indexOf(value) >= 0)) {
                return String.valueOf((char) value);
            }
            boolean codes = encoded == null || encoded.indexOf(value) >= 0;
            if (!codes || value > 255) {
                return given;
            }
            String code = "%" + HEX.charAt(value >> 4) + HEX.charAt(value & 15);
            return lower ? code.toLowerCase(Locale.ROOT) : code;
        }
    }
}
