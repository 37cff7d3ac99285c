package dev.referee.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Processor time that other guests of the same host took from this machine: it makes everything late, and what shares a core
 * with others costs more, too. Linux only: it reads {@code /proc/stat}. Thread-safe.
 *
 * @param taken since the machine's start, in ticks
 * @param idle that nobody used since then, in ticks
 * @param all that there was since then, in ticks
 */
public record Stolen(long taken, long idle, long all) {

    /** Beyond so many percent, figures say more of the host than of the gateway. */
    private static final double MUCH = 3;

    /** With less than so many percent left, whatever is ready to run waits for others. */
    private static final double LITTLE = 10;

    private static final int IDLE = 3;
    private static final int STEAL = 7;

    /** From now on. */
    public static Stolen now() {
        try {
            String line = Files.readAllLines(Path.of("/proc/stat")).get(0);
            String[] ticks = line.substring("cpu".length()).strip().split(" ");
            long all = 0;
            for (int i = 0; i <= STEAL; i++) {
                all += Long.parseLong(ticks[i]); // what follows is part of these
            }
            return new Stolen(Long.parseLong(ticks[STEAL]), Long.parseLong(ticks[IDLE]), all);
        } catch (IOException e) {
            throw new UncheckedIOException("the machine cannot be measured; this needs Linux's /proc", e);
        }
    }

    /** How much was taken since then, in percent of all. */
    public double percent() {
        Stolen now = now();
        return now.all == all ? 0 : 100.0 * (now.taken - taken) / (now.all - all);
    }

    /** Whether hardly anything of the processors was left since then, whoever used them. */
    public boolean isUsedUp() {
        Stolen now = now();
        return now.all > all && 100.0 * (now.idle - idle) / (now.all - all) < LITTLE;
    }

    /** Whether so many percent are too few to matter. */
    public static boolean isCalm(double percent) {
        return percent < MUCH;
    }

    /** Nothing on a machine that was left alone. */
    public static String remark(double percent) {
        return isCalm(percent) ? "" : String.format(Locale.ROOT, "; the host took %.0f %% of the processors", percent);
    }
}
