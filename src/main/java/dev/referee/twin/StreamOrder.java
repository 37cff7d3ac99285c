package dev.referee.twin;

import java.util.List;

/**
 * So many calls a second for so long, of several scripts.
 *
 * @param perSecond calls a second, 1 to {@value #PER_SECOND_MAX}
 * @param seconds for how long, 1 to {@value #SECONDS_MAX}
 * @param mix what is placed, at least one and at most {@value #MIX_MAX}
 */
public record StreamOrder(int perSecond, int seconds, List<Share> mix) {

    static final int PER_SECOND_MAX = 20;
    static final int SECONDS_MAX = 600;
    static final int MIX_MAX = 20;
    static final int PARTS_MAX = 100;

    /** Checks the bounds; the complaint names them. */
    public StreamOrder {
        between("perSecond", perSecond, PER_SECOND_MAX);
        between("seconds", seconds, SECONDS_MAX);
        between("the number of scripts in mix", mix.size(), MIX_MAX);
        mix = List.copyOf(mix);
    }

    /** How many calls that makes. */
    public int total() {
        return perSecond * seconds;
    }

    private static void between(String what, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(what + " must lie between 1 and " + most + ", not " + value);
        }
    }

    /**
     * One script of the mix.
     *
     * @param script the calls
     * @param parts how often it comes, beside the parts of the others; 1 to {@value #PARTS_MAX}
     */
    public record Share(CallScript script, int parts) {

        /** Checks the bounds. */
        public Share {
            between("share", parts, PARTS_MAX);
        }
    }
}
