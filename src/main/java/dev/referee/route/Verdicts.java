package dev.referee.route;

import dev.referee.ledger.Ledger;
import dev.referee.transfer.Mechanism;
import dev.referee.transfer.RequestResult;
import dev.referee.transfer.TransferEvent;
import dev.referee.transfer.TransferId;
import dev.referee.transfer.TransferState;
import dev.referee.transfer.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.springframework.stereotype.Component;

/**
 * Waits for the verdict on a mechanism. The evidence aggregator wakes it, at the evidence or at the deadline; what the
 * verdict is, the ledger says. Thread-safe.
 */
@Component("verdicts")
public class Verdicts {

    private static final Duration SAFETY = Duration.ofSeconds(5);

    private final Map<String, CompletableFuture<Verdict>> waiting = new ConcurrentHashMap<>();
    private final Set<CompletableFuture<Verdict>> asleep = ConcurrentHashMap.newKeySet();
    private final Ledger ledger;
    private final CallDesk desk;
    private final ProducerTemplate template;
    private final FallbacksFirst fallbacks;
    private final Clock clock;

    Verdicts(Ledger ledger, CallDesk desk, ProducerTemplate template, FallbacksFirst fallbacks, Clock clock) {
        this.ledger = ledger;
        this.desk = desk;
        this.template = template;
        this.fallbacks = fallbacks;
        this.clock = clock;
    }

    /**
     * Returns when the mechanism is confirmed.
     *
     * @throws NotProven if it was refused or stayed silent
     * @throws SessionGone if it was refused because the session was over before it was asked for
     * @throws TransferOver if it does not matter any more
     */
    public void await(Exchange exchange) throws Exception {
        TransferId transfer = Vars.transferId(exchange);
        Mechanism mechanism = Vars.required(exchange, Vars.MECHANISM, Mechanism.class);
        Verdict verdict = verdict(transfer, mechanism);
        switch (verdict) {
            case CONFIRMED -> {}
            case REFUSED, SILENT -> throw notProven(exchange, mechanism, verdict);
            case SKIPPED, ABANDONED -> throw new TransferOver(mechanism.word() + " is " + verdict.word());
        }
    }

    private static Exception notProven(Exchange exchange, Mechanism mechanism, Verdict verdict) {
        RequestResult result = exchange.getVariable(Vars.RESULT, RequestResult.class);
        return mechanism == Mechanism.REFER && result instanceof RequestResult.AlreadyOver
                ? new SessionGone(result.reason())
                : new NotProven(mechanism, verdict);
    }

    /**
     * First the place to be woken, then the group, then a look where the transfer stands: a verdict that is reached before or
     * between them is seen in one of the three.
     */
    private Verdict verdict(TransferId transfer, Mechanism mechanism) throws InterruptedException, TransferOver {
        Evidence key = new Evidence(transfer, mechanism, null, null);
        CompletableFuture<Verdict> woken = waiting.computeIfAbsent(key.key(), same -> new CompletableFuture<>());
        try {
            Optional<Instant> until = deadline(transfer, mechanism);
            while (until.isPresent()) {
                template.sendBody(Entry.EVIDENCE.uri(), Evidence.open(transfer, mechanism, until.get()));
                Optional<Verdict> known = deadline(transfer, mechanism).isPresent()
                        ? wake(woken, mechanism, until.get())
                        : Optional.empty();
                if (known.isPresent()) {
                    return known.get();
                }
                until = deadline(transfer, mechanism);
            }
            // decided since the last look, or of no interest any more
            return ledger.verdict(transfer, mechanism)
                    .orElseThrow(() -> new TransferOver(mechanism.word() + " is not being tried"));
        } finally {
            waiting.remove(key.key());
        }
    }

    private Optional<Verdict> wake(CompletableFuture<Verdict> woken, Mechanism mechanism, Instant until)
            throws InterruptedException, TransferOver {
        try {
            Duration most = Duration.between(clock.instant(), until).plus(SAFETY);
            asleep.add(woken);
            return Optional.of(woken.get(Math.max(1, most.toMillis()), TimeUnit.MILLISECONDS));
        } catch (CancellationException left) {
            throw new TransferOver("this node stops; another goes on");
        } catch (TimeoutException late) {
            return Optional.empty();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            asleep.remove(woken);
        }
    }

    /** Until when this mechanism is waited for; empty if it is not being tried. */
    private Optional<Instant> deadline(TransferId transfer, Mechanism mechanism) {
        return desk.transfer(transfer)
                .filter(state -> state.trying().equals(Optional.of(mechanism)))
                .flatMap(TransferState::deadline);
    }

    /** How many threads sleep until news or a deadline wakes them; one that is being woken does not count. */
    public int asleep() {
        return (int) asleep.stream().filter(woken -> !woken.isDone()).count();
    }

    /** Whether somebody here waits for the verdict on this mechanism. */
    public boolean isAwaited(Evidence evidence) {
        return waiting.containsKey(evidence.key());
    }

    /** How many routes wait. */
    int count() {
        return waiting.size();
    }

    /** This node stops: whoever waits here stops waiting, and the ledger's deadlines start a route elsewhere. */
    void leave() {
        waiting.values().forEach(woken -> woken.cancel(false));
    }

    /** Looks whether another node has decided what is waited for here. */
    void lookUp() {
        Set<TransferId> transfers = waiting.keySet().stream()
                .map(key -> new TransferId(key.substring(0, key.indexOf('/'))))
                .collect(Collectors.toSet());
        if (transfers.isEmpty()) {
            return;
        }
        for (Ledger.Reached reached : ledger.verdicts(transfers)) {
            Evidence key = new Evidence(reached.transfer(), reached.mechanism(), null, null);
            CompletableFuture<Verdict> woken = waiting.get(key.key());
            if (woken != null) {
                woken.complete(reached.verdict());
            }
        }
    }

    /** Called by the aggregator when a group is complete: decided, or its time is over. */
    public void complete(Evidence evidence) {
        if (evidence.verdict() != null) {
            CompletableFuture<Verdict> woken = waiting.get(evidence.key());
            if (woken != null) {
                woken.complete(evidence.verdict());
            }
            return;
        }
        fallbacks.hurries(evidence.transfer());
        desk.apply(evidence.transfer(), new TransferEvent.DeadlinePassed());
        // if something else decided it meanwhile, its signal completes the waiting side
        deadline(evidence.transfer(), evidence.mechanism()).ifPresent(until -> reopen(evidence, until));
    }

    /** The timer was early, or the deadline has moved: wait for what is left. */
    private void reopen(Evidence evidence, Instant until) {
        fallbacks.rests(evidence.transfer());
        template.sendBody(Entry.EVIDENCE.uri(), Evidence.open(evidence.transfer(), evidence.mechanism(), until));
    }

    /** How long a group may stay open without news, in ms. */
    public long timeoutMs(Evidence evidence) {
        if (evidence.until() == null) {
            return 1;
        }
        long nanos = Duration.between(clock.instant(), evidence.until()).toNanos();
        return Math.max(1, (nanos + 999_999) / 1_000_000);
    }
}
