package dev.referee.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel says that a process has used. Linux only: it reads {@code /proc}.
 *
 * @param cpuMs processor time of all its threads since its start, user and system, in milliseconds
 * @param rssKiB memory that it has in use now, in KiB
 * @param peakKiB the most that it had in use, in KiB
 */
record Proc(double cpuMs, long rssKiB, long peakKiB) {

    private static final double MS_PER_TICK = 10; // sysconf(_SC_CLK_TCK) is 100 wherever Linux runs Java

    static final Proc NOTHING = new Proc(0, 0, 0);

    /** Reads it now. */
    static Proc of(long pid) {
        Path proc = Path.of("/proc", Long.toString(pid));
        try {
            String stat = Files.readString(proc.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            double cpuMs = (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MS_PER_TICK;
            String status = Files.readString(proc.resolve("status"));
            return new Proc(cpuMs, kiB(status, "VmRSS:"), kiB(status, "VmHWM:"));
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid + " cannot be measured; this needs Linux's /proc", e);
        }
    }

    Proc plus(Proc other) {
        return new Proc(cpuMs + other.cpuMs, rssKiB + other.rssKiB, peakKiB + other.peakKiB);
    }

    /** From now on the peak is that of what comes. */
    static void forgetPeak(long pid) {
        try {
            Files.writeString(Path.of("/proc", Long.toString(pid), "clear_refs"), "5");
        } catch (IOException e) {
            throw new UncheckedIOException("the peak of process " + pid + " cannot be forgotten", e);
        }
    }

    private static long kiB(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }
}
