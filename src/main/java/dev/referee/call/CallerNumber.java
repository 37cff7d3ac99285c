package dev.referee.call;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who calls, as the carrier says it (facts/twilio-voice.md §1): a number in E.164, a SIP address, or nobody. A withheld number
 * comes as a word, or as the digits that spell the word on a keypad.
 */
public final class CallerNumber {

    private static final Set<String> WITHHELD =
            Set.of("", "anonymous", "restricted", "blocked", "unknown", "unavailable", "private", "withheld");

    /** ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN and UNAVAILABLE on a keypad; none is a number that anybody can have. */
    private static final Set<String> SPELT = Set.of("266696687", "7378742833", "2562533", "8656696", "86282452253");

    private static final Pattern SIP = Pattern.compile("sips?:([^@;?]*)(?:@.*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]{3,20}");

    private CallerNumber() {}

    /**
     * The number, with its plus; of a SIP address the user, if that is a number, else the whole address. Empty for a caller
     * without one.
     */
    public static Optional<String> of(String from) {
        String text = from.strip();
        Matcher sip = SIP.matcher(text);
        String user = sip.matches() ? sip.group(1).strip() : text;
        if (WITHHELD.contains(user.toLowerCase(Locale.ROOT)) || SPELT.contains(user.replaceFirst("^\\+", ""))) {
            return Optional.empty();
        }
        if (NUMBER.matcher(user).matches()) {
            return Optional.of(user.startsWith("+") ? user : "+" + user);
        }
        return Optional.of(text);
    }
}
