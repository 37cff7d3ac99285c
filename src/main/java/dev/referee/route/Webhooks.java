package dev.referee.route;

import dev.referee.call.CallId;
import dev.referee.call.CorrelationToken;
import dev.referee.config.RefereeSettings;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Inbox;
import dev.referee.ledger.Ledger;
import dev.referee.ledger.NewCall;
import dev.referee.openai.OpenAiEvent;
import dev.referee.openai.UnreadableEvent;
import dev.referee.openai.WebhookDecoder;
import dev.referee.openai.WebhookVerifier;
import dev.referee.twilio.TwiML;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/**
 * OpenAI's webhooks: proven, stored, worked off and, as soon as they are durable, acknowledged (facts/openai-realtime-sip.md §1). A repeat, known by
 * its id or by the call's, changes nothing.
 */
@Component("webhook")
public class Webhooks {

    private static final int BYTES_MAX = 256 * 1024;

    private final WebhookVerifier verifier;
    private final Inbox inbox;
    private final Ledger ledger;
    private final CallDesk desk;
    private final CorrelationToken tokens;
    private final AcceptTimes times;
    private final Clock clock;

    Webhooks(
            WebhookVerifier verifier,
            Inbox inbox,
            Ledger ledger,
            CallDesk desk,
            CorrelationToken tokens,
            AcceptTimes times,
            Clock clock) {
        this.verifier = verifier;
        this.inbox = inbox;
        this.ledger = ledger;
        this.desk = desk;
        this.tokens = tokens;
        this.times = times;
        this.clock = clock;
    }

    /**
     * Checks and stores one webhook; {@link #settle} must follow. The body becomes its text, and the variable {@code webhookId}
     * its id, if there is work to do; else both are empty.
     */
    public void store(Exchange exchange) throws RequestRefused, IOException {
        HttpServletRequest request = Requests.servlet(exchange);
        String id = request.getHeader("webhook-id");
        byte[] body = RawBody.read(exchange, BYTES_MAX);
        WebhookVerifier.Result result = verifier.verify(
                id, request.getHeader("webhook-timestamp"), request.getHeader("webhook-signature"), body);
        if (!result.isValid()) {
            throw new RequestRefused(400, result.reason());
        }
        OpenAiEvent event = decode(body);
        Requests.forget(exchange);
        if (event instanceof OpenAiEvent.IncomingCall incoming) {
            String text = new String(body, StandardCharsets.UTF_8);
            Inbox.Receipt receipt = inbox.store(id, WebhookDecoder.INCOMING_CALL, Optional.of(text));
            exchange.setVariable(Vars.RECEIPT, receipt);
            if (receipt.isFirst()) {
                times.webhookCame(incoming.callId());
                exchange.setVariable(Vars.WEBHOOK_ID, id);
                exchange.getMessage().setBody(text);
            }
        } else if (event instanceof OpenAiEvent.Ignored ignored) {
            exchange.setVariable(Vars.RECEIPT, inbox.store(id, ignored.type(), Optional.empty()));
        }
    }

    /** Waits until what was stored is durable: only then may it be acknowledged. The work does so for itself. */
    public void settle(Exchange exchange) {
        inbox.settle(Vars.required(exchange, Vars.RECEIPT, Inbox.Receipt.class));
    }

    private static OpenAiEvent decode(byte[] body) throws RequestRefused {
        try {
            return WebhookDecoder.decode(body);
        } catch (UnreadableEvent unreadable) {
            throw new RequestRefused(400, unreadable.getMessage());
        }
    }

    /** Works off one stored webhook; doing it twice is harmless. */
    public void work(Exchange exchange) {
        String id = Vars.required(exchange, Vars.WEBHOOK_ID, String.class);
        work(id, exchange.getMessage().getBody(String.class));
    }

    /** Works off one that was left lying. */
    void work(Inbox.Waiting waiting) {
        work(waiting.webhookId(), waiting.body());
    }

    private void work(String webhookId, String text) {
        if (WebhookDecoder.decode(text.getBytes(StandardCharsets.UTF_8)) instanceof OpenAiEvent.IncomingCall incoming
                && ledger.bySession(incoming.callId()).isEmpty()) {
            incoming(webhookId, incoming);
        }
        inbox.done(webhookId);
    }

    private void incoming(String webhookId, OpenAiEvent.IncomingCall incoming) {
        String token = incoming.headers().first(TwiML.TOKEN_HEADER).orElse(null);
        CorrelationToken.Reading reading = tokens.read(token, clock.instant());
        if (reading instanceof CorrelationToken.Reading.Valid valid) {
            Optional<CallHead> call = ledger.byCarrierCall(valid.parent());
            if (call.isPresent()) {
                announce(call.get(), incoming, valid.nonce(), webhookId);
                return;
            }
        }
        reject(incoming, "token: " + reading.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT));
    }

    private void announce(CallHead call, OpenAiEvent.IncomingCall incoming, String dialId, String webhookId) {
        boolean expected = call.file().call().agent().session().isEmpty()
                && call.file().call().agent().dialId().equals(dialId);
        if (expected) {
            desk.announce(call.key(), incoming.callId(), dialId, AnnouncedIds.of(webhookId, incoming));
        } else {
            reject(incoming, "token: used before");
        }
    }

    private void reject(OpenAiEvent.IncomingCall incoming, String why) {
        CallId callId = incoming.callId();
        NewCall call = new NewCall(
                Ids.callKey(),
                null,
                callId,
                RefereeSettings.DEFAULT_AGENT,
                incoming.headers().caller().orElse(""),
                incoming.headers().dialled().orElse(""));
        desk.reject(callId, call, why);
    }
}
