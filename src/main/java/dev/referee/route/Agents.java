package dev.referee.route;

import dev.referee.call.AgentLeg;
import dev.referee.call.CallEvent;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.Stage;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Ledger;
import dev.referee.sideband.SidebandComponent;
import dev.referee.sideband.SidebandHeaders;
import dev.referee.sideband.SidebandSockets;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.springframework.stereotype.Component;

/**
 * The agents that this node talks to: hands in what becomes of their sidebands, and lets go of those that are not wanted
 * here any more. Owns which {@link Talk}s there are (kept in {@link Talks}); what is said in them is the business of
 * {@link Conversations}. Thread-safe: the sideband brings one call's news in order, those of several calls at once.
 */
@Component("agent")
public class Agents {

    /** A silence of so long after a sideband is back may mean that the model waits for the result of a call we missed. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private static final String GO_ON =
            "The line to your tools was interrupted for a moment. If you have called a tool and have no result yet, call"
                    + " it again now, with the same arguments. Else ask the caller in a few words to go on.";

    private final Talks talks;
    private final SessionTools tools;
    private final Conversations conversations;
    private final CallDesk desk;
    private final Ledger ledger;
    private final SidebandSockets sockets;
    private final ProducerTemplate template;
    private final Later later;
    private final Timer attachTimer;
    private volatile boolean leaving;

    Agents(
            Talks talks,
            SessionTools tools,
            Conversations conversations,
            CallDesk desk,
            Ledger ledger,
            SidebandComponent sideband,
            ProducerTemplate template,
            Later later,
            MeterRegistry meters) {
        this.talks = talks;
        this.tools = tools;
        this.conversations = conversations;
        this.desk = desk;
        this.ledger = ledger;
        this.sockets = sideband.sockets();
        this.template = template;
        this.later = later;
        this.attachTimer = Timer.builder("referee.sideband.attach")
                .description("Request to open a sideband until it was open, retries included")
                .publishPercentileHistogram()
                .register(meters);
    }

    /** From now on nothing that happens to our own sockets is told to anybody: the calls live on elsewhere. */
    void leave() {
        leaving = true;
    }

    /** How many sessions this node talks to. */
    public int count() {
        return talks.count();
    }

    /** {@code sideband.opened}. */
    public void opened(Exchange exchange) {
        CallId callId = SidebandHeaders.callId(exchange);
        Long attachMs = exchange.getMessage().getHeader(SidebandHeaders.ATTACH_MS, Long.class);
        boolean justNow = exchange.getMessage().getHeader(SidebandHeaders.ATTEMPT, 1, Integer.class) > 0;
        if (attachMs != null && justNow) {
            attachTimer.record(attachMs, TimeUnit.MILLISECONDS);
        }
        ledger.bySession(callId).ifPresent(head -> {
            boolean wasLost = head.file().call().agent() instanceof AgentLeg.Lost;
            Talk talk = talks.open(head.key(), callId);
            talk.reattached();
            tools.opened(talk, head);
            apply(callId, new CallEvent.SidebandOpened(callId));
            if (!talks.has(callId)) {
                detach(callId);
            } else if (wasLost) {
                int heard = talk.heard();
                later.run(SILENCE, () -> goOn(talk, heard));
            }
        });
    }

    /**
     * What the model called while nobody listened is not said again by the vendor: model and caller would wait for each
     * other for ever (measured: a quarter of the callers whose node was killed). So a model that is silent after the
     * sideband is back is asked to go on, unless the caller is being moved.
     */
    private void goOn(Talk talk, int heard) {
        boolean waits = talks.get(talk.callId()) == talk
                && talk.heard() == heard
                && ledger.find(talk.key())
                        .map(CallHead::file)
                        .filter(file -> file.call().stage() == Stage.WITH_AGENT
                                && file.call().agent().isUp()
                                && file.inFlight().isEmpty())
                        .isPresent();
        if (waits) {
            conversations.speak(talk, GO_ON);
        }
    }

    /** {@code sideband.failed}. */
    public void failed(Exchange exchange) {
        CallId callId = SidebandHeaders.callId(exchange);
        int status = exchange.getMessage().getHeader(SidebandHeaders.HTTP_STATUS, 0, Integer.class);
        String why = exchange.getMessage().getHeader(SidebandHeaders.CLOSE_REASON, "", String.class);
        apply(callId, new CallEvent.SidebandFailed(callId, status == 404, why));
    }

    /** {@code sideband.closed}. */
    public void closed(Exchange exchange) {
        CallId callId = SidebandHeaders.callId(exchange);
        boolean clean = exchange.getMessage().getHeader(SidebandHeaders.CLOSE_CLEAN, false, Boolean.class);
        String code = exchange.getMessage().getHeader(SidebandHeaders.CLOSE_CODE, "", String.class);
        String why = exchange.getMessage().getHeader(SidebandHeaders.CLOSE_REASON, "", String.class);
        apply(callId, new CallEvent.SidebandClosed(callId, clean, (code + " " + why).strip()));
        Talk talk = talks.get(callId);
        if (talk != null) {
            talk.rests(); // whether the agent speaks is not heard before the sideband is back
        }
    }

    /** The calls of which anything is here, if only a sideband that is being opened; as they are now. */
    Set<CallKey> calls() {
        Set<CallKey> calls = talks.calls();
        opening().forEach((callId, key) -> calls.add(key));
        return calls;
    }

    /**
     * Lets go of what there is of calls that belong to another node by now, without a word: they live on there. And of what is
     * left of calls that another node has brought to their end.
     */
    void letGo(Set<CallKey> gone) {
        if (gone.isEmpty()) {
            return;
        }
        talks.dropWords(gone);
        talks.all().stream()
                .filter(talk -> gone.contains(talk.key()))
                .map(Talk::callId)
                .forEach(this::letGo);
        opening().forEach((callId, key) -> {
            if (gone.contains(key)) {
                letGo(callId);
            }
        });
    }

    /** Lets go of everything: this node leaves. */
    void letGoAll() {
        talks.dropWords(talks.calls());
        talks.all().stream().map(Talk::callId).forEach(this::letGo);
        sockets.opening().forEach(this::letGo);
    }

    private void letGo(CallId callId) {
        talks.forget(callId);
        detach(callId);
    }

    private void detach(CallId callId) {
        template.send(Entry.DETACH.uri(), closing -> closing.setVariable(Vars.CALL_ID, callId));
    }

    /** Sidebands that are being opened for the first time: nobody talks in them yet. */
    private Map<CallId, CallKey> opening() {
        Map<CallId, CallKey> opening = new HashMap<>();
        for (CallId callId : sockets.opening()) {
            if (!talks.has(callId)) {
                ledger.bySession(callId).ifPresent(head -> opening.put(callId, head.key()));
            }
        }
        return opening;
    }

    /** Hands the event in; a session that is not wanted any more is forgotten. */
    private void apply(CallId callId, CallEvent event) {
        if (leaving) {
            return;
        }
        boolean wanted = ledger.bySession(callId)
                .filter(desk::isHere)
                .flatMap(head -> desk.apply(head.key(), event))
                .map(applied -> applied.decision().next().call().agent())
                .filter(agent -> agent.isUp() && agent.session().equals(Optional.of(callId)))
                .isPresent();
        if (!wanted) {
            talks.end(callId);
        }
    }
}
