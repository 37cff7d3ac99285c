package dev.referee.route;

import dev.referee.call.CarrierCallId;
import dev.referee.call.CarrierReport;
import dev.referee.config.RefereeSettings;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Ledger;
import dev.referee.transfer.Dialling;
import dev.referee.transfer.LegStatus;
import dev.referee.transfer.Stop;
import dev.referee.transfer.TransferId;
import dev.referee.twilio.CallStatus;
import dev.referee.twilio.CarrierClient;
import dev.referee.twilio.CarrierLeg;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the carrier's REST API says of the legs to humans, whose callbacks may have got lost. Thread-safe. */
@Component
class TargetLegs {

    private final CarrierClient carrier;
    private final Ledger ledger;
    private final RefereeSettings settings;

    TargetLegs(CarrierClient carrier, Ledger ledger, RefereeSettings settings) {
        this.carrier = carrier;
        this.ledger = ledger;
        this.settings = settings;
    }

    /** A leg that is up, and how far. */
    private record Up(CarrierLeg leg, LegStatus status) {}

    /** The leg that is furthest while this stop is dialled; empty if the carrier does not say. */
    Optional<CarrierReport.Dialled> dialled(CarrierCallId parent, Dialling dialling) {
        return carrier.fetchLegs(parent).map(legs -> furthest(legs, dialling));
    }

    private CarrierReport.Dialled furthest(List<CarrierLeg> legs, Dialling dialling) {
        String agent = "@" + settings.openai().sipHost();
        return legs.stream()
                .filter(leg -> !leg.to().contains(agent))
                .flatMap(leg -> status(leg.status()).map(status -> new Up(leg, status)).stream())
                .filter(up -> up.status() != LegStatus.ENDED)
                .max(Comparator.comparing(Up::status))
                .map(up -> new CarrierReport.Dialled(dialling, up.status(), place(up.leg(), dialling)))
                .orElseGet(() -> ended(legs, dialling));
    }

    /**
     * The leg of this stop that was up. One of which nothing was heard may be of an earlier stop with the same number, as may all
     * but the newest, so they count for nothing.
     */
    private static CarrierReport.Dialled ended(List<CarrierLeg> newestFirst, Dialling dialling) {
        Set<Integer> places = new HashSet<>();
        for (CarrierLeg leg : newestFirst) {
            Integer place = stop(dialling).legTo(leg.to());
            boolean newest = place != null && places.add(place);
            if (newest && !leg.up().isZero() && dialling.legs().each().get(place) != LegStatus.NONE) {
                return new CarrierReport.Dialled(dialling, LegStatus.ENDED, place, leg.up());
            }
        }
        return new CarrierReport.Dialled(dialling, LegStatus.NONE);
    }

    private static int place(CarrierLeg leg, Dialling dialling) {
        Integer place = stop(dialling).legTo(leg.to());
        return place == null ? dialling.legs().joined() : place;
    }

    /**
     * Which of several legs a Dial was joined to, if nothing was heard of its answer: then only the carrier knows whom the
     * caller has talked to. Null where the ledger knows, or the carrier does not say.
     */
    @Nullable
    Integer joined(TransferId transfer, int stop, Optional<CarrierCallId> joined) {
        Optional<CallHead> head = ledger.byTransfer(transfer);
        boolean asks = head.flatMap(one -> one.file().inFlight())
                .filter(state -> state instanceof Dialling dialling
                        && dialling.stop() == stop
                        && dialling.legs().each().size() > 1
                        && dialling.legs().answered() == null)
                .isPresent();
        if (!asks || joined.isEmpty() || head.get().carrierCallId() == null) {
            return null;
        }
        Dialling dialling = (Dialling) head.get().file().inFlight().orElseThrow();
        return carrier.fetchLegs(
                        new CarrierCallId(Objects.requireNonNull(head.get().carrierCallId())))
                .flatMap(legs -> legs.stream()
                        .filter(leg -> leg.sid().equals(joined.get().value()))
                        .findFirst())
                .map(leg -> stop(dialling).legTo(leg.to()))
                .orElse(null);
    }

    /** How far a leg in this status is; empty if that is not known. */
    static Optional<LegStatus> status(CallStatus status) {
        return switch (status) {
            case QUEUED, INITIATED -> Optional.of(LegStatus.INITIATED);
            case RINGING -> Optional.of(LegStatus.RINGING);
            case IN_PROGRESS -> Optional.of(LegStatus.ANSWERED);
            case COMPLETED, BUSY, FAILED, NO_ANSWER, CANCELED -> Optional.of(LegStatus.ENDED);
            case UNKNOWN -> Optional.empty();
        };
    }

    private static Stop stop(Dialling dialling) {
        return dialling.plan().stops().get(dialling.stop());
    }
}
