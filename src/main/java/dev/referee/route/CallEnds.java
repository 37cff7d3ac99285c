package dev.referee.route;

import dev.referee.call.CallEvent;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.Limits;
import dev.referee.call.WrapUp;
import dev.referee.config.ConversationSettings;
import dev.referee.config.Roster;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Ledger;
import dev.referee.openai.Frames;
import dev.referee.openai.ServerFrame;
import dev.referee.sideband.SidebandHeaders;
import dev.referee.transfer.Source;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/**
 * The end that a limit of a call brings: tells the agent of it, hears its goodbye, and then has done what the settings say. When
 * each step is due is the core's business. Thread-safe; a repeat does nothing that hurts.
 */
@Component("callEnd")
public class CallEnds {

    /** Who asks for a transfer at the end. */
    private static final String LIMIT = "limit";

    private static final int SUMMARY_MAX = 2000;

    private final Talks talks;
    private final Conversations conversations;
    private final CallDesk desk;
    private final Ledger ledger;
    private final TransferRequests requests;
    private final Plans plans;
    private final Roster roster;
    private final Later later;
    private final Clock clock;

    CallEnds(
            Talks talks,
            Conversations conversations,
            CallDesk desk,
            Ledger ledger,
            TransferRequests requests,
            Plans plans,
            Roster roster,
            Later later,
            Clock clock) {
        this.talks = talks;
        this.conversations = conversations;
        this.desk = desk;
        this.ledger = ledger;
        this.requests = requests;
        this.plans = plans;
        this.roster = roster;
        this.later = later;
        this.clock = clock;
    }

    /** {@code session.created} says when OpenAI ends the session; a time that is all but over is a clock that is wrong. */
    public void expires(Exchange exchange) {
        CallId callId = SidebandHeaders.callId(exchange);
        Instant soon = clock.instant().plus(Limits.SESSION_MARGIN);
        ServerFrame.read(exchange.getMessage().getBody(String.class))
                .expiresAt()
                .filter(soon::isBefore)
                .ifPresent(at -> ledger.bySession(callId)
                        .filter(desk::isHere)
                        .filter(head -> !at.equals(head.file().call().limits().sessionEnds()))
                        .ifPresent(head -> desk.apply(head.key(), new CallEvent.SessionExpires(callId, at))));
    }

    /** The agent is told that the end is near, or to say goodbye now; one whose conversation is not here is told nothing. */
    public void announce(Exchange exchange) {
        CallKey key = Vars.callKey(exchange);
        CallId callId = Vars.callId(exchange);
        Talk talk = talks.get(callId);
        CallHead head = ledger.find(key).orElseThrow();
        WrapUp wrapUp = head.file().call().limits().wrapUp();
        if (talk == null || wrapUp == null) {
            return;
        }
        String place = place(head, wrapUp);
        if (Vars.required(exchange, Vars.STEP, WrapUp.Step.class) == WrapUp.Step.WARNED) {
            Duration left = Duration.between(clock.instant(), wrapUp.until());
            conversations.send(callId, Frames.message("system", EndWords.warning(place, left)));
            if (!place.equals(ConversationSettings.REDIAL)) {
                conversations.speak(talk, "");
            }
            return;
        }
        String words = EndWords.goodbye(place, roster.targets());
        talk.await(new Farewell(
                words, () -> later.run(Duration.ZERO, () -> desk.apply(key, new CallEvent.GoodbyeSaid(callId)))));
        conversations.speak(talk, words);
    }

    /** The goodbye is said, or its time is over: the end of the call, a transfer, or a new session. */
    public void bring(Exchange exchange) {
        CallKey key = Vars.callKey(exchange);
        CallHead head = ledger.find(key).orElseThrow();
        WrapUp wrapUp = head.file().call().limits().wrapUp();
        Optional<CallId> session = head.file().call().agent().session();
        if (wrapUp == null || wrapUp.step() != WrapUp.Step.FINISHING || session.isEmpty()) {
            return;
        }
        String place = place(head, wrapUp);
        String reason = EndWords.reason(wrapUp.why());
        switch (place) {
            case ConversationSettings.END -> desk.apply(key, new CallEvent.EndAsked(Source.TIMER, reason));
            case ConversationSettings.REDIAL -> desk.apply(key, new CallEvent.RenewalAsked(session.get()));
            default -> {
                String said = talks.said(key);
                String summary = said.length() <= SUMMARY_MAX ? said : said.substring(0, SUMMARY_MAX);
                requests.ask(key, plans.plan(place, LIMIT, reason, summary, null), Source.TIMER);
            }
        }
    }

    /** What the settings say is done at the end; a target that was tried, or is none any more, is not. */
    private String place(CallHead head, WrapUp wrapUp) {
        ConversationSettings talk = roster.of(head.key()).settings().conversationOf(head.agent());
        boolean ofSession = wrapUp.why() == WrapUp.Why.SESSION;
        String place = Objects.requireNonNull(ofSession ? talk.atSessionEnd() : talk.atTheEnd());
        boolean word = place.equals(ConversationSettings.END) || place.equals(ConversationSettings.REDIAL);
        boolean possible =
                word || !wrapUp.tried() && roster.targets().find(place).isPresent();
        return possible ? place : ofSession ? ConversationSettings.REDIAL : ConversationSettings.END;
    }
}
