package dev.referee.route;

import dev.referee.call.CarrierCallId;
import dev.referee.ledger.CallHead;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Whether the carrier talks of the caller whose call its address names. Thread-safe. */
@Component
class LegGuard {

    private static final Logger LOG = LoggerFactory.getLogger(LegGuard.class);

    private final LogBrake brake = new LogBrake(Duration.ofSeconds(1), System::nanoTime);

    /**
     * Whether the carrier names another caller's leg than that of the call in the signed address: such a request changes
     * nothing and is answered as for an unknown call. Asked only where it is documented which leg is named
     * (facts/twilio-voice.md §3.3, §3.4, §5): once a REFER was taken that was merely observed (§3.5), and a mistake would
     * cost a caller. A request that names none is that of the address.
     */
    boolean isOfAnother(Optional<CallHead> head, Optional<CarrierCallId> named) {
        String ours = head.map(CallHead::carrierCallId).orElse(null);
        if (ours == null || named.isEmpty() || named.get().value().equals(ours)) {
            return false;
        }
        brake.pass("another")
                .ifPresent(held -> LOG.warn(
                        "call {}: a request of the carrier is about {}, not about {}; ignored (and {} before)",
                        head.get().key(),
                        named.get(),
                        ours,
                        held));
        return true;
    }
}
