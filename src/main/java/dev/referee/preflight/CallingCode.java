package dev.referee.preflight;

import java.util.Set;

/** The country calling code of a number: its first one, two or three digits, by ITU-T E.164. */
final class CallingCode {

    private static final Set<String> ONE = Set.of("1", "7");

    /** All two-digit codes; whatever is neither here nor above has three digits. */
    private static final Set<String> TWO = Set.of(
            "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49",
            "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84",
            "86", "90", "91", "92", "93", "94", "95", "98");

    private CallingCode() {}

    /** Of a number in E.164, without the plus. */
    static String of(String number) {
        String digits = number.substring(1);
        if (ONE.contains(digits.substring(0, 1))) {
            return digits.substring(0, 1);
        }
        return digits.substring(0, TWO.contains(digits.substring(0, 2)) ? 2 : 3);
    }
}
