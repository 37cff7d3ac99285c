package dev.referee.route;

import dev.referee.call.CallId;
import dev.referee.call.CarrierCallId;
import dev.referee.config.RefereeSettings;
import dev.referee.ledger.Applied;
import dev.referee.ledger.CallHead;
import dev.referee.transfer.Mechanism;
import dev.referee.transfer.RequestResult;
import dev.referee.transfer.TransferCommand;
import dev.referee.transfer.TransferEvent;
import dev.referee.transfer.TransferState;
import dev.referee.twilio.CarrierClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The steps of {@code routes/transfer.camel.yaml}. Each first writes its intent to the ledger; if the ledger says that
 * the transfer has moved on, the step throws {@link TransferOver} and sends nothing.
 */
@Component("transfer")
public class Transfers {

    private static final Logger LOG = LoggerFactory.getLogger(Transfers.class);

    private final CallDesk desk;
    private final CarrierClient carrier;
    private final RefereeSettings settings;
    private final FallbacksFirst fallbacks;
    private final Clock clock;

    Transfers(CallDesk desk, CarrierClient carrier, RefereeSettings settings, FallbacksFirst fallbacks, Clock clock) {
        this.desk = desk;
        this.carrier = carrier;
        this.settings = settings;
        this.fallbacks = fallbacks;
        this.clock = clock;
    }

    /** Claims {@code refer}; the body becomes the destination. */
    public void beginRefer(Exchange exchange) throws TransferOver {
        exchange.setVariable(Vars.MECHANISM, Mechanism.REFER);
        Applied applied = apply(exchange, new TransferEvent.ReferBegun());
        TransferCommand.SendRefer send = next(applied, TransferCommand.SendRefer.class);
        exchange.setVariable(Vars.CALL_ID, session(applied));
        exchange.getMessage().setBody(send.to().uri());
    }

    /** Hands in the answer to {@code /refer}. */
    public void referAnswered(Exchange exchange) throws TransferOver {
        apply(exchange, new TransferEvent.ReferAnswered(result(exchange)));
    }

    /** {@code refer} was not tried, if it was not: the breaker is open or its bulkhead full. */
    public void fallBack(Exchange exchange) throws TransferOver {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (cause instanceof TransferOver over) {
            throw over;
        }
        if (cause instanceof NotProven) {
            return; // it was tried, and the ledger knows how that ended
        }
        String why = cause == null ? "breaker open" : cause.getClass().getSimpleName();
        apply(exchange, new TransferEvent.ReferSkipped(why));
    }

    /** Claims {@code redirect}, moves the caller's leg through the carrier's REST API, and hands in its answer. */
    public void redirect(Exchange exchange) throws TransferOver {
        exchange.setVariable(Vars.MECHANISM, Mechanism.REDIRECT);
        Applied applied = apply(exchange, new TransferEvent.RedirectBegun());
        next(applied, TransferCommand.SendRedirect.class);
        fallbacks.rests(Vars.transferId(exchange));
        Instant sent = clock.instant();
        RequestResult result = carrier.redirect(
                parent(applied.before()),
                settings.callback(Entry.TWIML_TRANSFER.path() + "?t=" + Vars.transferId(exchange)));
        apply(exchange, new TransferEvent.RedirectAnswered(timed(result, sent)));
    }

    private RequestResult timed(RequestResult result, Instant sent) {
        Map<String, String> seen = new HashMap<>(result.seen());
        seen.put("tookMs", Long.toString(Duration.between(sent, clock.instant()).toMillis()));
        return result.with(seen);
    }

    /** Claims {@code release}. */
    public void beginRelease(Exchange exchange) throws TransferOver {
        exchange.setVariable(Vars.MECHANISM, Mechanism.RELEASE);
        Applied applied = apply(exchange, new TransferEvent.ReleaseBegun());
        next(applied, TransferCommand.SendRelease.class);
        fallbacks.rests(Vars.transferId(exchange));
        exchange.setVariable(Vars.CALL_ID, session(applied));
    }

    /** Hands in the answer to {@code /hangup}. */
    public void releaseAnswered(Exchange exchange) throws TransferOver {
        apply(exchange, new TransferEvent.ReleaseAnswered(result(exchange)));
    }

    /** Something of ours failed in the middle: the deadlines in the ledger bring the transfer to its end. */
    public void broken(Exchange exchange) {
        Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        LOG.error("transfer {} failed unexpectedly", exchange.getVariable(Vars.TRANSFER_ID), cause);
    }

    /**
     * Looks where the transfer stands, for {@code transfer-resume}. The variable {@code standing} becomes {@code refer},
     * {@code redirect} or {@code release} where that is owed, {@code await-…} where it is being tried, {@code nothing}
     * where no route is needed. A step, not an expression: what an expression sets on its exchange is lost (measured).
     */
    public void standing(Exchange exchange) {
        Optional<TransferState> state = desk.transfer(Vars.transferId(exchange));
        Optional<Mechanism> trying = state.flatMap(TransferState::trying);
        trying.ifPresent(mechanism -> exchange.setVariable(Vars.MECHANISM, mechanism));
        exchange.setVariable(
                "standing",
                trying.map(mechanism -> "await-" + mechanism.word())
                        .or(() -> state.flatMap(TransferState::owed).map(Mechanism::word))
                        .orElse("nothing"));
    }

    private Applied apply(Exchange exchange, TransferEvent event) throws TransferOver {
        return desk.apply(Vars.transferId(exchange), event).orElseThrow(() -> new TransferOver("no such transfer"));
    }

    /** A node that stood still after it had claimed the step may be too late for it: then others have gone on. */
    private <C extends TransferCommand> C next(Applied applied, Class<C> step) throws TransferOver {
        Optional<C> command = applied.decision().command(step);
        if (applied.decision()
                .next()
                .deadline()
                .filter(clock.instant()::isAfter)
                .isPresent()) {
            throw new TransferOver("its time is over");
        }
        return command.orElseThrow(() -> new TransferOver("the transfer has moved on"));
    }

    private static CallId session(Applied applied) throws TransferOver {
        return applied.decision()
                .next()
                .call()
                .agent()
                .session()
                .orElseThrow(() -> new TransferOver("the agent's session is gone"));
    }

    private static CarrierCallId parent(CallHead head) {
        return new CarrierCallId(Objects.requireNonNull(head.carrierCallId()));
    }

    private static RequestResult result(Exchange exchange) {
        return Vars.required(exchange, Vars.RESULT, RequestResult.class);
    }
}
