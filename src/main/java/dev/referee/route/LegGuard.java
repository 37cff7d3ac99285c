package dev.referee.route;

import dev.referee.call.CallKey;
import dev.referee.call.CarrierCallId;
import dev.referee.ledger.Ledger;
import dev.referee.masking.LogBrake;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Whether the carrier talks of the caller whose call its address names. Thread-safe. */
@Component
class LegGuard {

    private static final Logger LOG = LoggerFactory.getLogger(LegGuard.class);

    private final Ledger ledger;
    private final LogBrake brake = new LogBrake();

    LegGuard(Ledger ledger) {
        this.ledger = ledger;
    }

    /**
     * Whether the carrier names another caller's leg than that of the call in the signed address: such a request changes
     * nothing and is answered as for an unknown call. Asked only where it is documented which leg is named
     * (facts/twilio-voice.md §3.3, §3.4, §5): once a REFER was taken that was merely observed (§3.5), and a mistake would
     * cost a caller. A request that names none is that of the address.
     */
    boolean isOfAnother(CallKey key, Optional<CarrierCallId> named) {
        String ours = named.isEmpty() ? null : ledger.carrierCallOf(key).orElse(null);
        if (ours == null || named.get().value().equals(ours)) {
            return false;
        }
        brake.pass("another")
                .ifPresent(held -> LOG.warn(
                        "call {}: a request of the carrier is about {}, not about {}; ignored{}",
                        key,
                        named.get(),
                        ours,
                        held));
        return true;
    }
}
