package dev.referee.console;

import dev.referee.config.ClusterSettings;
import dev.referee.config.Roster;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.LastHour;
import dev.referee.ledger.Ledger;
import dev.referee.route.OwedSilences;
import dev.referee.transfer.Mechanism;
import dev.referee.transfer.Outcome;
import dev.referee.transfer.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/** Reads how things stand, in a fixed number of statements. Thread-safe. */
@Component
class Overviews {

    /** What one page can show; the others are counted. */
    static final int CALLS_MAX = 100;

    private static final Duration HOUR = Duration.ofHours(1);

    private final Ledger ledger;
    private final LastHour lastHour;
    private final BreakerWatch breaker;
    private final SinceWhen sinceWhen;
    private final OwedSilences silences;
    private final Roster roster;
    private final Clock clock;
    private final String node;
    private final String profile;
    private final String version;

    Overviews(
            Ledger ledger,
            LastHour lastHour,
            BreakerWatch breaker,
            SinceWhen sinceWhen,
            OwedSilences silences,
            Roster roster,
            Clock clock,
            ClusterSettings cluster,
            Environment environment,
            ObjectProvider<BuildProperties> build) {
        this.ledger = ledger;
        this.lastHour = lastHour;
        this.breaker = breaker;
        this.sinceWhen = sinceWhen;
        this.silences = silences;
        this.roster = roster;
        this.clock = clock;
        this.node = cluster.node();
        this.profile = environment.acceptsProfiles(Profiles.of("twin")) ? "twin" : "live";
        this.version =
                build.stream().map(BuildProperties::getVersion).findFirst().orElse("unknown");
    }

    /** How things stand now. */
    Overview now() {
        Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return new Overview(at, node, profile, version, breaker.now(), inProgress(), hour(at.minus(HOUR)), targets());
    }

    /** The last hour, minute by minute. */
    Series series() {
        Instant to = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant from = to.minus(HOUR);
        return new Series(from, to, Series.STEP_SECONDS, lastHour.verdicts(from), lastHour.alone(from));
    }

    private Overview.InProgress inProgress() {
        List<CallHead> newest = ledger.newestLiving(CALLS_MAX);
        SinceWhen.Known known = sinceWhen.of(newest);
        int total = newest.size() < CALLS_MAX ? newest.size() : Math.max(newest.size(), ledger.livingCount());
        return new Overview.InProgress(
                total, newest.stream().map(head -> LiveCalls.of(head, known)).toList());
    }

    private List<Overview.Place> targets() {
        return roster.targets().targets().values().stream()
                .map(target -> new Overview.Place(target.name(), target.description()))
                .sorted(Comparator.comparing(Overview.Place::name))
                .toList();
    }

    private Overview.Hour hour(Instant from) {
        LastHour.Counts counts = lastHour.counts(from);
        Map<String, Integer> transfers = new LinkedHashMap<>();
        for (Outcome outcome : Outcome.values()) {
            transfers.put(outcome.word(), counts.outcomes().getOrDefault(outcome.word(), 0));
        }
        Map<String, Map<String, Integer>> mechanisms = new LinkedHashMap<>();
        for (Mechanism mechanism : Mechanism.values()) {
            mechanisms.put(mechanism.word(), verdicts(counts.verdicts().getOrDefault(mechanism.word(), Map.of())));
        }
        return new Overview.Hour(
                counts.calls(),
                transfers,
                counts.inFlight(),
                mechanisms,
                silences.longest().toMillis());
    }

    private static Map<String, Integer> verdicts(Map<String, Integer> counted) {
        Map<String, Integer> all = new LinkedHashMap<>();
        for (Verdict verdict : Verdict.values()) {
            all.put(verdict.word(), counted.getOrDefault(verdict.word(), 0));
        }
        return all;
    }
}
