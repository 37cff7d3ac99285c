package dev.referee.route;

import dev.referee.call.AgentLeg;
import dev.referee.call.CallEvent;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.Stage;
import dev.referee.config.Bounded;
import dev.referee.config.RefereeSettings;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Ledger;
import dev.referee.masking.Masking;
import dev.referee.openai.Frames;
import dev.referee.openai.ServerFrame;
import dev.referee.sideband.SidebandHeaders;
import dev.referee.tool.ConversationCommand;
import dev.referee.tool.FunctionCall;
import dev.referee.transfer.Plan;
import dev.referee.transfer.Rung;
import dev.referee.transfer.TransferEvent;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * The agents that talk on this node: hears their frames, lets them speak when they may, and hands their function calls
 * to the tool routes. One {@link Talk} per session, in memory; what must survive is in the ledger.
 */
@Component("agent")
public class Agents {

    private static final Logger LOG = LoggerFactory.getLogger(Agents.class);

    /** A silence of so long after a sideband is back may mean that the model waits for the result of a call we missed. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private static final String GO_ON =
            "The line to your tools was interrupted for a moment. If you have called a tool and have no result yet, call"
                    + " it again now, with the same arguments. Else ask the caller in a few words to go on.";

    /** Frames that came with the handshake are heard before the greeting is asked for. */
    private static final Duration SETTLE = Duration.ofMillis(60);

    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int ATTEMPTS_MAX = 120;
    private static final Duration NO_SESSION_CREATED = Duration.ofMillis(500);

    private final Talks talks;
    private final CallDesk desk;
    private final Ledger ledger;
    private final RefereeSettings settings;
    private final ProducerTemplate template;
    private final Later later;
    private final Bounded executor;
    private final Timer attachTimer;
    private volatile boolean leaving;

    Agents(
            Talks talks,
            CallDesk desk,
            Ledger ledger,
            RefereeSettings settings,
            ProducerTemplate template,
            Later later,
            @Qualifier("commandExecutor") Bounded executor,
            MeterRegistry meters) {
        this.talks = talks;
        this.desk = desk;
        this.ledger = ledger;
        this.settings = settings;
        this.template = template;
        this.later = later;
        this.executor = executor;
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
        CallId callId = callId(exchange);
        Long attachMs = exchange.getMessage().getHeader(SidebandHeaders.ATTACH_MS, Long.class);
        boolean justNow = exchange.getMessage().getHeader(SidebandHeaders.ATTEMPT, 1, Integer.class) > 0;
        if (attachMs != null && justNow) {
            attachTimer.record(attachMs, TimeUnit.MILLISECONDS);
        }
        ledger.bySession(callId).ifPresent(head -> {
            boolean wasLost = head.file().call().agent() instanceof AgentLeg.Lost;
            Talk talk = talks.open(head.key(), callId);
            talk.reattached();
            apply(callId, new CallEvent.SidebandOpened(callId));
            if (!talks.has(callId)) {
                template.send("direct:detach", closing -> closing.setVariable(Vars.CALL_ID, callId));
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
                                && file.call().ending() == null
                                && file.call().agent().isUp()
                                && file.inFlight().isEmpty())
                        .isPresent();
        if (waits) {
            follow(talk, talk.hear(now -> now.speak(GO_ON)));
        }
    }

    /** {@code sideband.failed}. */
    public void failed(Exchange exchange) {
        CallId callId = callId(exchange);
        int status = exchange.getMessage().getHeader(SidebandHeaders.HTTP_STATUS, 0, Integer.class);
        String why = exchange.getMessage().getHeader(SidebandHeaders.CLOSE_REASON, "", String.class);
        apply(callId, new CallEvent.SidebandFailed(callId, status == 404, why));
    }

    /** {@code sideband.closed}. */
    public void closed(Exchange exchange) {
        CallId callId = callId(exchange);
        boolean clean = exchange.getMessage().getHeader(SidebandHeaders.CLOSE_CLEAN, false, Boolean.class);
        String code = exchange.getMessage().getHeader(SidebandHeaders.CLOSE_CODE, "", String.class);
        String why = exchange.getMessage().getHeader(SidebandHeaders.CLOSE_REASON, "", String.class);
        apply(callId, new CallEvent.SidebandClosed(callId, clean, (code + " " + why).strip()));
    }

    /**
     * Lets go of sessions whose calls belong to another node by now, without a word: they live on there. And of what is
     * left of calls that another node has brought to their end.
     */
    void keepOnly(Predicate<CallKey> mine) {
        talks.keepWords(mine);
        for (Talk talk : talks.all()) {
            if (!mine.test(talk.key())) {
                talks.forget(talk.callId());
                template.send("direct:detach", closing -> closing.setVariable(Vars.CALL_ID, talk.callId()));
            }
        }
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

    /** One frame that shapes the conversation. */
    public void heard(Exchange exchange) {
        Talk talk = talks.get(callId(exchange));
        if (talk == null) {
            return;
        }
        ServerFrame frame = ServerFrame.read(exchange.getMessage().getBody(String.class));
        switch (frame.type()) {
            case "session.created" -> talk.sessionCreated();
            case "response.created" -> follow(talk, talk.hear(now -> now.responseCreated(frame.responseId())));
            case "response.done" ->
                follow(
                        talk,
                        talk.hear(now -> now.responseDone(
                                frame.responseId(), frame.isCompleted(), frame.speaks(), frame.functionCalls())));
            case "output_audio_buffer.started" -> follow(talk, talk.hear(now -> now.audioStarted(frame.responseId())));
            case "output_audio_buffer.stopped", "output_audio_buffer.cleared" ->
                follow(talk, talk.hear(now -> now.audioStopped(frame.responseId())));
            case "response.output_audio_transcript.done" -> talk.said("agent", frame.transcript());
            case "conversation.item.input_audio_transcription.completed" -> talk.said("caller", frame.transcript());
            case "error" -> error(talk, frame);
            default -> {}
        }
    }

    private void error(Talk talk, ServerFrame frame) {
        if (frame.isActiveResponseError()) {
            follow(talk, talk.hear(now -> now.refusedAsActive(talk.lastAsked())));
        } else {
            LOG.warn("{}: the sideband reports {}", talk.callId(), Masking.mask(frame.error()));
        }
    }

    /** A frame that configuration maps to evidence: the vendor says how far the transfer is. */
    public void vendorReported(Exchange exchange) {
        String type = exchange.getMessage().getHeader(SidebandHeaders.EVENT, String.class);
        String meaning = settings.transfer().lifecycleEvents().get(type);
        if (meaning == null) {
            return;
        }
        Rung rung = meaning.equals("refused") ? null : Rung.of(meaning);
        ledger.bySession(callId(exchange))
                .filter(head -> head.file().transfer() != null)
                .ifPresent(head -> desk.apply(
                        head.key(), new CallEvent.OfLatestTransfer(new TransferEvent.VendorReported(type, rung))));
    }

    /** The agent opens the conversation, or takes it up again after its line dropped. */
    public void greet(Exchange exchange) {
        CallHead head = ledger.find(Vars.callKey(exchange)).orElseThrow();
        boolean again = head.file().call().redials() > 0;
        String greeting = again
                ? "The line dropped for a moment. Apologise briefly and go on where you were. " + talks.said(head.key())
                : settings.agentNamed(head.agent()).greeting();
        speakFirst(Vars.callId(exchange), greeting);
    }

    private void speakFirst(CallId callId, String instructions) {
        Talk talk = talks.get(callId);
        if (talk == null) {
            return;
        }
        boolean announced = talk.wantsToSpeak(
                () -> later.run(SETTLE, () -> follow(talk, talk.hear(now -> now.speak(instructions)))));
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
        Plan plan = head.file().transfer().plan();
        if (plan.functionCallId() != null && talk.knows(plan.functionCallId())) {
            result(talk, plan.functionCallId(), ToolResults.notTransferred(plan.target(), why));
        } else {
            send(
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
        result(
                talk,
                Vars.required(exchange, Vars.FUNCTION_CALL, FunctionCall.class).id(),
                output);
    }

    /** Gives the result in the body without making the agent speak: the call is about to end. */
    void note(Exchange exchange) {
        String functionCallId =
                Vars.required(exchange, Vars.FUNCTION_CALL, FunctionCall.class).id();
        send(
                Vars.callId(exchange),
                Frames.functionCallOutput(functionCallId, exchange.getMessage().getBody(String.class)));
    }

    private void result(Talk talk, String functionCallId, String output) {
        send(talk.callId(), Frames.functionCallOutput(functionCallId, output));
        follow(talk, talk.hear(now -> now.speak("")));
    }

    private void follow(Talk talk, List<ConversationCommand> commands) {
        List<FunctionCall> calls = new ArrayList<>();
        for (ConversationCommand command : commands) {
            if (command instanceof ConversationCommand.Speak speak) {
                talk.asked(speak.instructions());
                send(talk.callId(), Frames.responseCreate(speak.instructions()));
            } else if (command instanceof ConversationCommand.Run run) {
                calls.add(run.call());
            } else if (command instanceof ConversationCommand.AwaitSpeech speech) {
                later.run(
                        settings.transfer().speechTimeout(),
                        () -> follow(talk, talk.hear(now -> now.speechTimedOut(speech.responseId()))));
            }
        }
        if (!calls.isEmpty()) {
            executor.executeOrRun(() -> calls.forEach(call -> runTool(talk, call, false, 1)));
        }
    }

    /** While the database is away the tool waits: the model would give up what works a moment later. */
    private void runTool(Talk talk, FunctionCall call, boolean claimed, int attempt) {
        Map<String, Object> variables = new LinkedHashMap<>();
        variables.put(Vars.CALL_KEY, talk.key());
        variables.put(Vars.CALL_ID, talk.callId());
        variables.put(Vars.FUNCTION_CALL, call);
        variables.put(Vars.TOOL, call.name());
        variables.put(Tools.CLAIMED, claimed);
        Exchange done = template.send("direct:tool-call", exchange -> variables.forEach(exchange::setVariable));
        if (Database.isAway(done.getException()) && attempt < ATTEMPTS_MAX && talks.has(talk.callId())) {
            LOG.warn("{}: tool {} waits for the database", talk.callId(), call.name());
            boolean mine = Boolean.TRUE.equals(done.getVariable(Tools.CLAIMED));
            later.run(AGAIN, () -> runTool(talk, call, mine, attempt + 1));
            return;
        }
        if (done.getException() != null) {
            LOG.error(
                    "{}: tool {} failed: {}",
                    talk.callId(),
                    call.name(),
                    done.getException().toString());
            result(talk, call.id(), ToolResults.error("the tool failed; say so, and offer something else"));
        }
    }

    private void send(CallId callId, String frame) {
        Exchange sent = template.send("direct:say", exchange -> {
            exchange.setVariable(Vars.CALL_ID, callId);
            exchange.getMessage().setBody(frame);
        });
        if (sent.getException() != null) {
            LOG.debug(
                    "{}: not sent, the sideband is closed: {}",
                    callId,
                    sent.getException().toString());
        }
    }

    private static CallId callId(Exchange exchange) {
        return new CallId(exchange.getMessage().getHeader(SidebandHeaders.CALL_ID, String.class));
    }
}
