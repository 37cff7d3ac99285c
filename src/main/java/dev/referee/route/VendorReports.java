package dev.referee.route;

import dev.referee.call.CallEvent;
import dev.referee.config.RefereeSettings;
import dev.referee.ledger.Ledger;
import dev.referee.sideband.SidebandHeaders;
import dev.referee.transfer.Rung;
import dev.referee.transfer.TransferEvent;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** The vendor's word on a transfer: sideband events that configuration maps to a rung, or to a refusal. Thread-safe. */
@Component("vendor")
public class VendorReports {

    private final CallDesk desk;
    private final Ledger ledger;
    private final RefereeSettings settings;

    VendorReports(CallDesk desk, Ledger ledger, RefereeSettings settings) {
        this.desk = desk;
        this.ledger = ledger;
        this.settings = settings;
    }

    /** How far the latest transfer is, in the vendor's word. An event type that nobody maps is nothing. */
    public void reported(Exchange exchange) {
        String type = exchange.getMessage().getHeader(SidebandHeaders.EVENT, String.class);
        String meaning = settings.transfer().lifecycleEvents().get(type);
        if (meaning == null) {
            return;
        }
        Rung rung = meaning.equals("refused") ? null : Rung.of(meaning);
        ledger.bySession(SidebandHeaders.callId(exchange))
                .filter(head -> head.file().transfer() != null)
                .ifPresent(head -> desk.apply(
                        head.key(), new CallEvent.OfLatestTransfer(new TransferEvent.VendorReported(type, rung))));
    }
}
