package dev.referee.ops;

import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.CarrierCallId;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Ledger;
import dev.referee.masking.Masking;
import java.util.Optional;
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
        try {
            return byId(id).orElseThrow(() -> unknown(id));
        } catch (IllegalArgumentException malformed) {
            throw unknown(id);
        }
    }

    private Optional<CallHead> byId(String id) {
        if (id.startsWith("rtc_")) {
            return ledger.bySession(new CallId(id));
        }
        return id.startsWith("CA") ? ledger.byCarrierCall(new CarrierCallId(id)) : ledger.find(new CallKey(id));
    }

    static Problem unknown(String id) {
        String masked = Masking.mask(id);
        String shown = masked.length() <= SHOWN_MAX ? masked : masked.substring(0, SHOWN_MAX) + "…";
        return new Problem(HttpStatus.NOT_FOUND, "there is no call " + shown);
    }
}
