package dev.referee.console;

import dev.referee.ledger.LastHour;
import java.time.Instant;
import java.util.List;

/**
 * The last hour for small plots; a minute without anything is left out.
 *
 * @param stepSeconds from one entry to the next
 * @param verdicts how long verdicts took
 * @param alone how long callers had nobody on the line, see {@link LastHour#alone}
 */
record Series(
        Instant from,
        Instant to,
        int stepSeconds,
        List<LastHour.VerdictMinute> verdicts,
        List<LastHour.AloneMinute> alone) {

    static final int STEP_SECONDS = 60;
}
