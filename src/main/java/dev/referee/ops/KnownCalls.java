package dev.referee.ops;

import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.CarrierCallId;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Ledger;
import dev.referee.masking.Masking;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Finds the call that a path names: by any of its sessions, by the carrier's id of the caller's leg, or by our key. */
@Component
class KnownCalls {

    private static final int SHOWN_MAX = 60;

    private final Ledger ledger;

    KnownCalls(Ledger ledger) {
        this.ledger = ledger;
    }

    /** The call; throws a {@link Problem}, 404, where there is none, also for an id that cannot be one. */
    CallHead find(String id) {
        return byId(id).orElseThrow(() -> unknown(id));
    }

    private Optional<CallHead> byId(String id) {
        return idOf(id, CallId::new)
                .flatMap(ledger::bySession)
                .or(() -> idOf(id, CarrierCallId::new).flatMap(ledger::byCarrierCall))
                .or(() -> idOf(id, CallKey::new).flatMap(ledger::find));
    }

    /** OpenAI's ids are opaque: one may look like any other, so nothing is told from its form but what it cannot be. */
    private static <T> Optional<T> idOf(String id, Function<String, T> form) {
        try {
            return Optional.of(form.apply(id));
        } catch (IllegalArgumentException another) {
            return Optional.empty();
        }
    }

    static Problem unknown(String id) {
        String masked = Masking.mask(id);
        String shown = masked.length() <= SHOWN_MAX ? masked : masked.substring(0, SHOWN_MAX) + "…";
        return new Problem(HttpStatus.NOT_FOUND, "there is no call " + shown);
    }
}
