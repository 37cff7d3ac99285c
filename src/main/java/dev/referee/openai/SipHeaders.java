package dev.referee.openai;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The headers of the INVITE as OpenAI passes them on: order and repeats kept, names compared without case. Anyone who
 * knows the project's SIP address can write them, so nothing here is proof (facts/openai-realtime-sip.md §1.1, §5).
 * Immutable.
 *
 * @param all in the order of the INVITE
 */
public record SipHeaders(List<Header> all) {

    private static final Pattern ADDRESS = Pattern.compile("(?:sips?|tel):([^@;?>\\s]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]{3,15}");

    /** One header. */
    public record Header(String name, String value) {}

    public SipHeaders {
        all = List.copyOf(all);
    }

    /** The value of the first header of this name, in any case of letters. */
    public Optional<String> first(String name) {
        return values(name).stream().findFirst();
    }

    /** The values of all headers of this name, in order. */
    public List<String> values(String name) {
        return all.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .toList();
    }

    /**
     * The phone number in an address header such as From, To or Diversion, with its plus if it has one: from a bare
     * address ({@code sip:+1…@host}) or a name with one ({@code "Bob" <tel:+1-…>;tag=x}). Empty where the user part is
     * no number, as with withheld callers and projects.
     */
    public Optional<String> number(String name) {
        return first(name).flatMap(SipHeaders::numberIn);
    }

    /** The caller's number: From. */
    public Optional<String> caller() {
        return number("From");
    }

    /** The dialled number: Diversion, where Twilio trunks put it (observed, §5), else To. */
    public Optional<String> dialled() {
        return number("Diversion").or(() -> number("To"));
    }

    private static Optional<String> numberIn(String value) {
        Matcher address = ADDRESS.matcher(withoutDisplayName(value));
        if (!address.find()) {
            return Optional.empty();
        }
        String user = address.group(1).replace("%2B", "+").replace("%2b", "+").replaceAll("[-.()]", "");
        return NUMBER.matcher(user).matches() ? Optional.of(user) : Optional.empty();
    }

    /** A quoted display name may itself look like an address; what counts stands in the angle brackets after it. */
    private static String withoutDisplayName(String value) {
        String text = value.strip();
        if (text.startsWith("\"")) {
            int at = 1;
            while (at < text.length() && text.charAt(at) != '"') {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
            text = at < text.length() ? text.substring(at + 1) : "";
        }
        int bracket = text.indexOf('<');
        return bracket < 0 ? text : text.substring(bracket + 1);
    }
}
