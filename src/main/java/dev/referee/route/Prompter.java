package dev.referee.route;

import dev.referee.call.CallId;
import dev.referee.config.Roster;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Ledger;
import dev.referee.openai.Frames;
import dev.referee.tool.FunctionCall;
import dev.referee.transfer.Plan;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/**
 * What an agent is told by us: to greet, why a transfer came back, what its tool found. Nothing is kept here; an agent
 * whose conversation is not on this node, or over, is told nothing. Thread-safe.
 */
@Component("prompter")
public class Prompter {

    /** Frames that came with the handshake are heard before the greeting is asked for. */
    private static final Duration SETTLE = Duration.ofMillis(60);

    private static final Duration NO_SESSION_CREATED = Duration.ofMillis(500);

    private final Talks talks;
    private final Conversations conversations;
    private final Ledger ledger;
    private final Roster roster;
    private final Later later;

    Prompter(Talks talks, Conversations conversations, Ledger ledger, Roster roster, Later later) {
        this.talks = talks;
        this.conversations = conversations;
        this.ledger = ledger;
        this.roster = roster;
        this.later = later;
    }

    /** The agent opens the conversation, or takes it up again after its line dropped. */
    public void greet(Exchange exchange) {
        CallHead head = ledger.find(Vars.callKey(exchange)).orElseThrow();
        boolean again = head.file().call().redials() > 0;
        String greeting = again
                ? "The line dropped for a moment. Apologise briefly and go on where you were. " + talks.said(head.key())
                : roster.of(head.key()).agentNamed(head.agent()).greeting();
        speakFirst(Vars.callId(exchange), greeting);
    }

    private void speakFirst(CallId callId, String instructions) {
        Talk talk = talks.get(callId);
        if (talk == null) {
            return;
        }
        boolean announced = talk.wantsToSpeak(() -> later.run(SETTLE, () -> conversations.speak(talk, instructions)));
        if (!announced) {
            later.run(NO_SESSION_CREATED, talk::sessionCreated);
        }
    }

    /** The transfer did not happen: the agent is told why, and speaks. The body is the reason. */
    public void tell(Exchange exchange) {
        CallHead head = ledger.find(Vars.callKey(exchange)).orElseThrow();
        String why = exchange.getMessage().getBody(String.class);
        Optional<CallId> session = head.file().call().agent().session();
        Talk talk = session.map(talks::get).orElse(null);
        if (talk == null || head.file().transfer() == null) {
            return;
        }
        talk.rests();
        Plan plan = head.file().transfer().plan();
        if (plan.functionCallId() != null && talk.knows(plan.functionCallId())) {
            conversations.result(talk, plan.functionCallId(), ToolResults.notTransferred(plan.target(), why));
        } else {
            conversations.send(
                    talk.callId(),
                    Frames.message("system", ToolResults.backFromTransfer(plan, why, talks.said(head.key()))));
            speakFirst(
                    talk.callId(),
                    "Tell the caller in one sentence that " + plan.target()
                            + " could not be reached, and offer to help.");
        }
    }

    /** Gives the result in the body to the function call that waits for it; without a body the result comes later. */
    public void giveResult(Exchange exchange) {
        String output = exchange.getMessage().getBody(String.class);
        Talk talk = talks.get(Vars.callId(exchange));
        if (output == null || talk == null) {
            return;
        }
        conversations.result(
                talk,
                Vars.required(exchange, Vars.FUNCTION_CALL, FunctionCall.class).id(),
                output);
    }

    /** Gives the result in the body without making the agent speak: the call is about to end. */
    void note(Exchange exchange) {
        String functionCallId =
                Vars.required(exchange, Vars.FUNCTION_CALL, FunctionCall.class).id();
        Talk talk = talks.get(Vars.callId(exchange));
        if (talk != null) {
            conversations.note(talk, functionCallId, exchange.getMessage().getBody(String.class));
        }
    }
}
