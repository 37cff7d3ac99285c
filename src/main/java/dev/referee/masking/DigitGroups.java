package dev.referee.masking;

/**
 * Digits that stand together without a blank: groups, with at most {@value #SIGNS_MOST} signs between two of them. It knows
 * what else than a phone number they may be. Filled anew for each piece of a text.
 */
final class DigitGroups {

    /** Two brackets and a dash; an ellipsis and a fourth sign join nothing. */
    static final int SIGNS_MOST = 3;

    private static final int GROUP_MOST = 17;
    private static final int KEPT = 8;
    private static final int[] UUID = {8, 4, 4, 4, 12};

    private final Signs signs;
    private final int[] lengths = new int[KEPT];
    private final int[] values = new int[KEPT];
    private final Sign[] joints = new Sign[KEPT];

    private int groups;
    private int digits;
    private int start;
    private int firstEnd;
    private int secondEnd;
    private int lastButOne;
    private int last;
    private int end;
    private boolean plus;
    private boolean zero;
    private boolean hyphensOnly;
    private boolean tooLong;
    private Sign behind = Sign.OTHER;
    private Sign behindThat = Sign.OTHER;

    DigitGroups(Signs signs) {
        this.signs = signs;
    }

    /**
     * Reads the groups from here on.
     *
     * @param at where the first digit stands
     * @param afterPlus whether a plus stands before it
     * @param within whether they go on what has begun as a number does
     * @param thousands whether they may go on what is grouped by thousands, where a zero begins nothing
     */
    void read(int at, boolean afterPlus, boolean within, boolean thousands) {
        groups = 0;
        digits = 0;
        start = at;
        plus = afterPlus;
        zero = false;
        hyphensOnly = true;
        tooLong = false;
        Sign joint = Sign.OTHER;
        int next = at;
        while (next >= 0) {
            group(next, joint, thousands);
            joint = signs.read(end);
            next = nextGroup(within || beginsAsNumber());
        }
        behind = signs.read(end);
        behindThat = signs.read(signs.end());
    }

    private void group(int at, Sign joint, boolean thousands) {
        int length = 0;
        int value = 0;
        int next = at;
        while (signs.read(next) == Sign.DIGIT) {
            int digit = signs.digit();
            zero |= digits == 0 && digit == 0;
            value = Math.min(10 * value + digit, 99_999);
            lastButOne = last;
            last = next;
            next = signs.end();
            length++;
            digits++;
            firstEnd = digits == 1 ? next : firstEnd;
            secondEnd = digits == 2 ? next : secondEnd;
        }
        end = next;
        tooLong |= length > GROUP_MOST;
        hyphensOnly &= groups == 0 || joint == Sign.HYPHEN;
        zero &= groups > 0 || length > 1 && !(thousands && length == 3);
        if (groups < KEPT) {
            lengths[groups] = length;
            values[groups] = value;
            joints[groups] = joint;
        }
        groups++;
    }

    /** Where the next group begins, or -1. */
    private int nextGroup(boolean soft) {
        int at = end;
        for (int count = 0; count <= SIGNS_MOST; count++) {
            Sign sign = signs.read(at);
            if (sign == Sign.DIGIT) {
                return at;
            } else if (!joins(sign, soft) || sign == Sign.PLUS && count > 0) {
                return -1;
            }
            at = signs.end();
        }
        return -1;
    }

    /**
     * Whether such a sign stands between the digits of a number.
     *
     * @param soft whether they have begun as a number does
     */
    static boolean joins(Sign sign, boolean soft) {
        return switch (sign) {
            case HYPHEN, DASH, DOT, ROUND -> true;
            case SOFT, PLUS -> soft;
            default -> false;
        };
    }

    /** With a plus or a zero before more digits, as little else than a number does. */
    boolean beginsAsNumber() {
        return plus || zero;
    }

    boolean hasPlus() {
        return plus;
    }

    /** Whether a letter stands right behind, as in ids and quantities; a number may be followed by a word. */
    boolean isOfWord(boolean within) {
        return behind == Sign.LETTER && (isDecimal() || !plus && !within && !(zero && !hyphensOnly));
    }

    /** Whether it is an id of digits only, or the first part of one. */
    boolean isId() {
        return tooLong || isUuid();
    }

    private boolean isUuid() {
        boolean goesOn = behind == Sign.HYPHEN && behindThat == Sign.LETTER;
        if (!hyphensOnly || groups > UUID.length || groups < UUID.length && !goesOn) {
            return false;
        }
        for (int i = 0; i < groups; i++) {
            if (lengths[i] != UUID[i]) {
                return false;
            }
        }
        return true;
    }

    /** A date, whatever stands behind one that begins with its year, or two years, or days and months. */
    boolean isDate() {
        if (groups >= 3 && isYear(0) && isAtMost(1, 12) && isAtMost(2, 31) && joints[1] == joints[2]) {
            return true;
        } else if (groups == 2 && isYear(0) && isYear(1)) {
            return true;
        }
        boolean dates = groups % 3 == 0 && groups <= KEPT;
        for (int i = 0; dates && i < groups; i += 3) {
            dates = isYear(i + 2)
                    && isAtMost(i, 31)
                    && isAtMost(i + 1, 31)
                    && Math.min(values[i], values[i + 1]) <= 12
                    && joints[i + 1] == joints[i + 2];
        }
        return dates;
    }

    private boolean isYear(int group) {
        return lengths[group] == 4 && values[group] >= 1900 && values[group] < 2100;
    }

    private boolean isAtMost(int group, int most) {
        return lengths[group] <= 2 && values[group] >= 1 && values[group] <= most;
    }

    /** Hours before a colon; minutes, seconds or a port behind one. */
    boolean isOfClock(boolean afterColon) {
        boolean before = groups == 1 && lengths[0] <= 2 && behind == Sign.COLON && behindThat == Sign.DIGIT;
        return before || afterColon && (groups == 1 ? lengths[0] == 2 || lengths[0] <= 5 && !zero : isSeconds());
    }

    private boolean isSeconds() {
        return groups == 2 && lengths[0] == 2 && joints[1] != Sign.HYPHEN;
    }

    /** An address of IPv4, perhaps with the length of its network. */
    boolean isAddress() {
        if (groups != 4 && groups != 5) {
            return false;
        }
        for (int i = 0; i < 4; i++) {
            boolean octet = values[i] <= 255 && lengths[i] == (values[i] < 10 ? 1 : values[i] < 100 ? 2 : 3);
            if (!octet || i > 0 && joints[i] != Sign.DOT) {
                return false;
            }
        }
        return groups == 4 || joints[4] == Sign.SOFT && lengths[4] <= 2;
    }

    /** {@code 12.50}, {@code 3.14159265}, {@code 1750287018.123456}; two groups of a number are nearly equal. */
    boolean isDecimal() {
        return groups == 2 && joints[1] == Sign.DOT && !zero && (lengths[0] < 3 || lengths[0] > 5 || lengths[1] < 4);
    }

    /** {@code 10.0.19045.2965}; no number has a group that is a zero. */
    boolean isVersion() {
        boolean dots = groups >= 3 && groups <= KEPT;
        boolean zeroes = false;
        for (int i = 0; dots && i < groups; i++) {
            dots = i == 0 || joints[i] == Sign.DOT;
            zeroes |= lengths[i] == 1 && values[i] == 0;
        }
        return dots && zeroes;
    }

    /** Whether it may go on, or begin, what is grouped by thousands. */
    boolean isGrouped(boolean first) {
        boolean grouped = groups <= KEPT && !beginsAsNumber();
        for (int i = 0; grouped && i < groups; i++) {
            grouped = lengths[i] == 3 || first && i == 0 && lengths[i] < 3;
        }
        return grouped;
    }

    /** Whether a group of three digits and a fraction end what is grouped by thousands. */
    boolean endsGrouped() {
        return groups == 2 && lengths[0] == 3 && joints[1] == Sign.DOT && lengths[1] <= 2;
    }

    int digits() {
        return digits;
    }

    int start() {
        return start;
    }

    int firstEnd() {
        return firstEnd;
    }

    /** Where its second digit ends, if it has two. */
    int secondEnd() {
        return secondEnd;
    }

    /** Where its last digit but one begins, if it has two. */
    int lastButOne() {
        return lastButOne;
    }

    int last() {
        return last;
    }

    int end() {
        return end;
    }
}
