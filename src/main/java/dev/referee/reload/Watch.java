package dev.referee.reload;

import java.time.Duration;
import java.util.List;

/**
 * Notices that files changed and are at rest again: what is saved while others are being saved counts as one change. For
 * one thread, which calls {@link #look} every {@link #TURN}.
 */
final class Watch {

    static final Duration TURN = Duration.ofMillis(100);

    private final List<WatchedFolder> folders;
    private final int restTurns;
    private String taken;
    private String last;
    private int rest;

    /** @param settle how long nothing must change */
    Watch(List<WatchedFolder> folders, Duration settle) {
        this.folders = List.copyOf(folders);
        this.restTurns = (int) Math.max(1, settle.toMillis() / TURN.toMillis());
        this.taken = stamp();
        this.last = taken;
    }

    /** True once for each change, as soon as the files are at rest. */
    boolean look() {
        String now = stamp();
        rest = now.equals(last) ? rest + 1 : 0;
        last = now;
        if (now.equals(taken) || rest < restTurns) {
            return false;
        }
        taken = now;
        return true;
    }

    private String stamp() {
        StringBuilder all = new StringBuilder();
        folders.forEach(folder -> all.append(folder.stamp()).append('\n'));
        return all.toString();
    }
}
