package dev.referee.route;

import dev.referee.call.CallId;
import dev.referee.call.CorrelationToken;
import dev.referee.config.RefereeSettings;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Inbox;
import dev.referee.ledger.Ledger;
import dev.referee.ledger.NewCall;
import dev.referee.masking.LogBrake;
import dev.referee.openai.OpenAiEvent;
import dev.referee.openai.UnreadableEvent;
import dev.referee.openai.WebhookDecoder;
import dev.referee.openai.WebhookVerifier;
import dev.referee.tool.PlainText;
import dev.referee.twilio.TwiML;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.stereotype.Component;

/**
 * OpenAI's webhooks: proven, stored, worked off and, as soon as they are durable, acknowledged (facts/openai-realtime-sip.md §1). A repeat, known by
 * its id or by the call's, changes nothing.
 */
@Component("webhook")
public class Webhooks {

    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
    private static final int BYTES_MAX = 256 * 1024;
    private static final int TYPE_SHOWN = 80;

    /** As many characters as the inbox keeps. */
    private static final int ID_MAX = 300;

    private final LogBrake brake = new LogBrake();

    private final WebhookVerifier verifier;
    private final Inbox inbox;
    private final Ledger ledger;
    private final CallDesk desk;
    private final CorrelationToken tokens;
    private final AcceptTimes times;
    private final Strangers strangers;
    private final Clock clock;

    Webhooks(
            WebhookVerifier verifier,
            Inbox inbox,
            Ledger ledger,
            CallDesk desk,
            CorrelationToken tokens,
            AcceptTimes times,
            Strangers strangers,
            Clock clock) {
        this.verifier = verifier;
        this.inbox = inbox;
        this.ledger = ledger;
        this.desk = desk;
        this.tokens = tokens;
        this.times = times;
        this.strangers = strangers;
        this.clock = clock;
    }

    /**
     * Checks and stores one webhook; {@link #settle} must follow. The body becomes its text, and the variable {@code webhookId}
     * its id, if there is work to do; else both are empty. A signed event that cannot be used is acknowledged, or it would be
     * sent for three days: it is logged, and stored if its id can be.
     */
    public void store(Exchange exchange) throws RequestRefused, IOException {
        HttpServletRequest request = Requests.servlet(exchange);
        byte[] body = RawBody.read(exchange, BYTES_MAX);
        List<String> ids = lines(request, "webhook-id");
        WebhookVerifier.Result result =
                verifier.verify(ids, lines(request, "webhook-timestamp"), lines(request, "webhook-signature"), body);
        if (!result.isValid()) {
            throw new RequestRefused(400, result.reason());
        }
        OpenAiEvent event = decode(body);
        Requests.forget(exchange);
        String id = ids.get(0);
        if (id.length() > ID_MAX || !PlainText.of(id).equals(id)) {
            unused(
                    Level.WARN,
                    "its webhook-id is longer than " + ID_MAX + " characters, or holds control characters",
                    "");
        } else if (event instanceof OpenAiEvent.IncomingCall incoming) {
            String text = WebhookDecoder.text(body);
            Inbox.Receipt receipt = inbox.store(id, WebhookDecoder.INCOMING_CALL, Optional.of(text));
            exchange.setVariable(Vars.RECEIPT, receipt);
            if (receipt.isFirst()) {
                times.webhookCame(incoming.callId());
                exchange.setVariable(Vars.WEBHOOK_ID, id);
                exchange.getMessage().setBody(text);
            }
        } else if (event instanceof OpenAiEvent.Ignored ignored) {
            boolean another = !ignored.type().isBlank() && !ignored.type().equals(WebhookDecoder.INCOMING_CALL);
            unused(another ? Level.INFO : Level.WARN, ignored.why(), ignored.type());
            exchange.setVariable(Vars.RECEIPT, inbox.store(id, ignored.type(), Optional.empty()));
        }
    }

    private static List<String> lines(HttpServletRequest request, String header) {
        return Collections.list(request.getHeaders(header));
    }

    private void unused(Level level, String why, String type) {
        brake.pass(why).ifPresent(held -> LOG.atLevel(level)
                .log(
                        "a webhook is acknowledged and not used: {}{}{}",
                        why,
                        type.isBlank() ? "" : "; type " + PlainText.of(type, TYPE_SHOWN),
                        held));
    }

    /** Waits until what was stored is durable: only then may it be acknowledged. The work does so for itself. */
    public void settle(Exchange exchange) {
        Inbox.Receipt receipt = exchange.getVariable(Vars.RECEIPT, Inbox.Receipt.class);
        if (receipt != null) {
            inbox.settle(receipt);
        }
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

    /**
     * Works off one that was left lying. The database may be away, and then it lies on; one that fails otherwise has failed when
     * it came, too, and is given up.
     */
    void work(Inbox.Waiting waiting) {
        try {
            work(waiting.webhookId(), waiting.body());
        } catch (RuntimeException e) {
            if (Database.isAway(e)) {
                throw e;
            }
            LOG.error("webhook {} cannot be worked off and is given up", waiting.webhookId(), e);
            inbox.done(waiting.webhookId());
        }
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
        if (!strangers.isRecorded(why)) {
            desk.decline(callId);
            return;
        }
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
