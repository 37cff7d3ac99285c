package dev.referee.route;

import dev.referee.call.CallEvent;
import dev.referee.call.CallKey;
import dev.referee.config.PriceSettings;
import dev.referee.config.RefereeSettings;
import dev.referee.config.Roster;
import dev.referee.ledger.Applied;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Costs;
import dev.referee.ledger.Ledger;
import dev.referee.ledger.LedgerListener;
import dev.referee.openai.ServerFrame;
import dev.referee.sideband.SidebandHeaders;
import dev.referee.tool.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Adds up what calls cost, from the usage of each response. A sum is written down a second after the first response, then at
 * most every 30 s, and when the agent's part is over; a node that dies takes the amounts since with it, so a call may cost a
 * little more than its cap. Thread-safe.
 */
@Component("spending")
public class Spending implements LedgerListener {

    private static final Logger LOG = LoggerFactory.getLogger(Spending.class);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final int ATTEMPTS_MAX = 120;

    private final Talks talks;
    private final Ledger ledger;
    private final Costs costs;
    private final ObjectProvider<CallDesk> desk;
    private final RefereeSettings settings;
    private final Roster roster;
    private final Later later;
    private final MeterRegistry meters;
    private final DistributionSummary ofCalls;

    Spending(
            Talks talks,
            Ledger ledger,
            Costs costs,
            ObjectProvider<CallDesk> desk,
            RefereeSettings settings,
            Roster roster,
            Later later,
            MeterRegistry meters) {
        this.talks = talks;
        this.ledger = ledger;
        this.costs = costs;
        this.desk = desk;
        this.settings = settings;
        this.roster = roster;
        this.later = later;
        this.meters = meters;
        this.ofCalls = DistributionSummary.builder("referee.call.cost")
                .description("What calls that are over have cost")
                .baseUnit("usd")
                .serviceLevelObjectives(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
                .register(meters);
        settings.prices().keySet().forEach(this::ofModel);
        talks.onEnd(talk -> later.run(Duration.ZERO, () -> save(talk, 1)));
    }

    /**
     * {@code response.done}. A model without prices costs nothing, not even the reading of its frames. The thread brings the
     * call's frames, so it does not wait for the database.
     */
    public void heard(Exchange exchange) {
        Talk talk = settings.prices().isEmpty() ? null : talks.get(SidebandHeaders.callId(exchange));
        if (talk == null || talk.meter().isFree()) {
            return;
        }
        count(
                talk,
                talk.meter()
                        .hear(ServerFrame.read(exchange.getMessage().getBody(String.class))
                                .usage()));
        if (talk.meter().mustOpen()) {
            later.run(Duration.ZERO, () -> open(talk, 1));
        }
    }

    private void count(Talk talk, Usage usage) {
        Meter meter = talk.meter();
        if (!meter.counts()) {
            return;
        }
        BigDecimal usd = meter.cost(usage);
        ofModel(meter.model()).increment(usd.doubleValue());
        switch (meter.add(usd)) {
            case SAVE_SOON -> later.run(SOON, () -> save(talk, 1));
            case SAVE_LATER -> later.run(EVERY, () -> save(talk, 1));
            case CAP_REACHED -> later.run(Duration.ZERO, () -> capReached(talk, 1));
            case NOTHING -> {}
        }
    }

    private void open(Talk talk, int attempt) {
        try {
            ledger.find(talk.key()).ifPresent(head -> open(talk.meter(), head));
        } catch (RuntimeException e) {
            if (!again(e, attempt, talk.key(), () -> open(talk, attempt + 1))) {
                talk.meter().notOpened();
            }
            return;
        }
        count(talk, talk.meter().hear(Usage.NONE));
    }

    private void open(Meter meter, CallHead head) {
        Roster.Version version = roster.of(head.key());
        String model = version.agentNamed(head.agent()).model();
        PriceSettings price = settings.prices().get(model);
        meter.open(
                model,
                price == null ? null : price.prices(),
                Objects.requireNonNull(
                        version.settings().conversationOf(head.agent()).spendCap()),
                costs.of(head.key()).orElse(BigDecimal.ZERO));
    }

    private void save(Talk talk, int attempt) {
        BigDecimal taken = talk.meter().take();
        if (taken.signum() == 0) {
            return;
        }
        try {
            costs.add(talk.key(), taken.setScale(9, RoundingMode.HALF_UP));
        } catch (RuntimeException e) {
            talk.meter().giveBack(taken);
            again(e, attempt, talk.key(), () -> save(talk, attempt + 1));
        }
    }

    private void capReached(Talk talk, int attempt) {
        save(talk, 1);
        try {
            desk.getObject()
                    .apply(
                            talk.key(),
                            new CallEvent.SpendCapReached(text(talk.meter().total())));
        } catch (RuntimeException e) {
            again(e, attempt, talk.key(), () -> capReached(talk, attempt + 1));
        }
    }

    /** The call is over: what it cost is told a moment later, when every node has written down what it heard. */
    @Override
    public void applied(Applied applied) {
        boolean justOver = applied.decision().next().call().stage().isOver()
                && !applied.file().call().stage().isOver();
        if (justOver && !settings.prices().isEmpty()) {
            later.run(SOON, () -> tell(applied.before().key(), 1));
        }
    }

    private void tell(CallKey key, int attempt) {
        try {
            costs.of(key).ifPresent(usd -> {
                desk.getObject().apply(key, new CallEvent.CostCounted(text(usd)));
                ofCalls.record(usd.doubleValue());
            });
        } catch (RuntimeException e) {
            again(e, attempt, key, () -> tell(key, attempt + 1));
        }
    }

    /** Whether it is tried again. */
    private boolean again(RuntimeException failure, int attempt, CallKey key, Runnable work) {
        if (Database.isAway(failure) && attempt < ATTEMPTS_MAX) {
            later.run(SOON, work);
            return true;
        }
        LOG.error("call {}: its cost could not be written down: {}", key, failure.toString());
        return false;
    }

    /** This node stops: what it has heard is written down, if the database is there. */
    @PreDestroy
    void saveAll() {
        for (Talk talk : talks.all()) {
            BigDecimal taken = talk.meter().take();
            try {
                if (taken.signum() != 0) {
                    costs.add(talk.key(), taken.setScale(9, RoundingMode.HALF_UP));
                }
            } catch (RuntimeException away) {
                LOG.warn("call {}: {} USD are not written down: {}", talk.key(), text(taken), away.toString());
            }
        }
    }

    private static String text(BigDecimal usd) {
        return usd.setScale(4, RoundingMode.HALF_UP).toPlainString();
    }

    private Counter ofModel(String model) {
        return Counter.builder("referee.cost")
                .description("What models have cost, by referee.prices")
                .baseUnit("usd")
                .tag("model", model)
                .register(meters);
    }
}
