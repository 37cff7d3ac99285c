package dev.referee.route;

import dev.referee.call.CallId;
import dev.referee.config.Bounded;
import dev.referee.config.RefereeSettings;
import dev.referee.config.Roster;
import dev.referee.ledger.Ledger;
import dev.referee.masking.Masking;
import dev.referee.openai.Frames;
import dev.referee.openai.ServerFrame;
import dev.referee.sideband.SidebandHeaders;
import dev.referee.tool.Conversation;
import dev.referee.tool.ConversationCommand;
import dev.referee.tool.FunctionCall;
import dev.referee.tool.PlainText;
import dev.referee.tool.ToolNames;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * What is heard in a conversation, and what follows from it: frames to the model, tools to run, an end to the wait for its
 * voice. The conversation itself is in its {@link Talk}, which decides one change after the other; what it decided is done
 * here, by the thread that brought the change. Only tools have a thread of their own, for they take their time.
 * Thread-safe.
 */
@Component("conversation")
public class Conversations {

    private static final Logger LOG = LoggerFactory.getLogger(Conversations.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int ATTEMPTS_MAX = 120;
    private static final int CODE_MAX = 80;

    private final Talks talks;
    private final RefereeSettings settings;
    private final ProducerTemplate template;
    private final Ledger ledger;
    private final AgentTools tools;
    private final Roster roster;
    private final Later later;
    private final Bounded executor;
    private final Clock clock;

    Conversations(
            Talks talks,
            RefereeSettings settings,
            ProducerTemplate template,
            Ledger ledger,
            AgentTools tools,
            Roster roster,
            Later later,
            @Qualifier("commandExecutor") Bounded executor,
            Clock clock) {
        this.talks = talks;
        this.settings = settings;
        this.template = template;
        this.ledger = ledger;
        this.tools = tools;
        this.roster = roster;
        this.later = later;
        this.executor = executor;
        this.clock = clock;
    }

    /** One frame that shapes the conversation. */
    public void heard(Exchange exchange) {
        Talk talk = talks.get(SidebandHeaders.callId(exchange));
        if (talk == null) {
            return;
        }
        ServerFrame frame = ServerFrame.read(exchange.getMessage().getBody(String.class));
        talk.heard(frame);
        switch (frame.type()) {
            case "session.created" -> talk.sessionCreated();
            case "response.created" -> follow(talk, talk.hear(now -> now.responseCreated(frame.responseId())));
            case "response.done" -> done(talk, frame);
            case "input_audio_buffer.speech_started" -> follow(talk, talk.hear(Conversation::callerSpeaks));
            case "input_audio_buffer.committed" -> follow(talk, talk.hear(now -> now.callerFinished(clock.instant())));
            case "output_audio_buffer.started" -> follow(talk, talk.hear(now -> now.audioStarted(frame.responseId())));
            case "output_audio_buffer.stopped", "output_audio_buffer.cleared" ->
                follow(talk, talk.hear(now -> now.audioStopped(frame.responseId())));
            case "response.output_audio_transcript.done" -> talk.said("agent", frame.transcript());
            case "conversation.item.input_audio_transcription.completed" -> talk.said("caller", frame.transcript());
            case "error" -> error(talk, frame);
            default -> {}
        }
    }

    private void done(Talk talk, ServerFrame frame) {
        List<FunctionCall> calls = FunctionCall.once(frame.functionCalls(), call -> misfits(talk, call));
        follow(
                talk,
                talk.hear(now -> now.responseDone(
                        frame.responseId(),
                        frame.end(),
                        PlainText.of(frame.errorCode(), CODE_MAX),
                        frame.speaks(),
                        calls,
                        clock.instant())));
    }

    /** While the database is away the length of the arguments must do. */
    private int misfits(Talk talk, FunctionCall call) {
        try {
            return ledger.find(talk.key())
                    .map(head -> roster.of(head.key()).agentNamed(head.agent()))
                    .flatMap(agent -> tools.definitions(agent).stream()
                            .filter(tool -> tool.name().equals(call.name()))
                            .findFirst())
                    .map(tool -> tool.misfits(call.arguments()))
                    .orElse(0);
        } catch (RuntimeException e) {
            if (!Database.isAway(e)) {
                throw e;
            }
            return 0;
        }
    }

    private void error(Talk talk, ServerFrame frame) {
        if (frame.isActiveResponseError()) {
            follow(talk, talk.hear(Conversation::refusedAsActive));
        } else if (talk.isOfLatestAsk(frame.errorEventId())) {
            String code = PlainText.of(frame.errorCode(), CODE_MAX);
            follow(talk, talk.hear(now -> now.refused(code, clock.instant())));
        } else {
            LOG.warn("{}: the sideband reports {}", talk.callId(), Masking.mask(frame.error()));
        }
    }

    /** Lets the model speak as soon as it may; with instructions for this one response, or empty. */
    void speak(Talk talk, String instructions) {
        follow(talk, talk.hear(now -> now.speak(instructions, clock.instant())));
    }

    /** Lets the model pass the time while a tool runs, unless it speaks anyway. */
    void speakMeanwhile(Talk talk, String instructions) {
        follow(talk, talk.hear(now -> now.speakMeanwhile(instructions, clock.instant())));
    }

    /** Gives a function call its result, and lets the model speak of it. */
    void result(Talk talk, String functionCallId, String output) {
        send(talk.callId(), Frames.functionCallOutput(functionCallId, output));
        follow(talk, talk.hear(now -> now.resultGiven(functionCallId, clock.instant())));
    }

    /** Gives a function call its result without making the model speak of it. */
    void note(Talk talk, String functionCallId, String output) {
        send(talk.callId(), Frames.functionCallOutput(functionCallId, output));
        follow(talk, talk.hear(now -> now.resultNoted(functionCallId)));
    }

    /** Where too much waits already, the frames of this call wait for its tools, too. */
    private void follow(Talk talk, List<ConversationCommand> commands) {
        List<FunctionCall> calls = new ArrayList<>();
        List<Trouble> troubles = new ArrayList<>();
        for (ConversationCommand command : commands) {
            if (command instanceof ConversationCommand.Speak speak) {
                String ask = talk.asks(speak.instructions());
                send(talk.callId(), Frames.responseCreate(ask, speak.instructions()));
            } else if (command instanceof ConversationCommand.SpeakMeanwhile meanwhile) {
                String ask = talk.asks(null);
                send(talk.callId(), Frames.responseCreateWithoutTools(ask, meanwhile.instructions()));
            } else if (command instanceof ConversationCommand.Cancel) {
                send(talk.callId(), Frames.responseCancel());
            } else if (command instanceof ConversationCommand.Run run) {
                calls.add(run.call());
            } else if (command instanceof ConversationCommand.Interrupted interrupted) {
                FunctionCall call = interrupted.call();
                send(talk.callId(), Frames.functionCallOutput(call.id(), ToolResults.interrupted(call.name())));
                boolean moves = call.name().equals(ToolNames.TRANSFER_CALL);
                troubles.add(new Trouble(
                        Entry.AGENT_TROUBLE,
                        moves ? "transfer-interrupted" : "tool-interrupted",
                        PlainText.of(call.name(), CODE_MAX)));
            } else if (command instanceof ConversationCommand.Overruled overruled) {
                send(talk.callId(), Frames.functionCallOutput(overruled.call().id(), ToolResults.overruled()));
            } else if (command instanceof ConversationCommand.AwaitSpeech speech) {
                later.run(
                        settings.transfer().speechTimeout(),
                        () -> follow(talk, talk.hear(now -> now.speechTimedOut(speech.responseId()))));
            } else if (command instanceof ConversationCommand.Troubled troubled) {
                troubles.add(new Trouble(Entry.AGENT_TROUBLE, troubled.what(), troubled.code()));
            } else if (command instanceof ConversationCommand.GiveUp mute) {
                troubles.add(new Trouble(Entry.AGENT_MUTE, mute.why(), ""));
            }
        }
        watch(talk);
        if (!troubles.isEmpty()) {
            executor.executeOrRun(() -> tell(talk, troubles));
        }
        if (!calls.isEmpty()) {
            executor.executeOrRun(() -> calls.forEach(call -> runTool(talk, call, false, 1)));
        }
    }

    /** What is seen of a failing model, and the route that deals with it. */
    private record Trouble(Entry route, String what, String code) {}

    /** Hands troubles to their routes, in their order: what is seen of a model, then that it is mute. Waits for the database. */
    private void tell(Talk talk, List<Trouble> troubles) {
        for (int at = 0; at < troubles.size(); at++) {
            Trouble trouble = troubles.get(at);
            Exchange told = template.send(trouble.route().uri(), exchange -> {
                exchange.setVariable(Vars.CALL_KEY, talk.key());
                exchange.setVariable(Vars.CALL_ID, talk.callId());
                exchange.setVariable("what", trouble.what());
                exchange.setVariable("code", trouble.code());
            });
            if (Database.isAway(told.getException()) && talks.has(talk.callId())) {
                List<Trouble> left = List.copyOf(troubles.subList(at, troubles.size()));
                later.run(AGAIN, () -> tell(talk, left));
                return;
            }
            if (told.getException() != null) {
                LOG.error("{}: {} is not dealt with", talk.callId(), trouble.what(), told.getException());
            }
        }
    }

    /** Looks again when the conversation is due, unless something is heard before. A timer for each new deadline. */
    private void watch(Talk talk) {
        talk.newDeadline().ifPresent(due -> {
            Duration left = Duration.between(clock.instant(), due);
            later.run(left.isNegative() ? Duration.ZERO : left.plusMillis(1), () -> due(talk));
        });
    }

    /** While the caller is being moved nothing is owed, nor of a conversation that is over here. */
    private void due(Talk talk) {
        talk.forgetDeadline();
        if (talks.get(talk.callId()) != talk) {
            return;
        }
        try {
            if (AgentTroubles.hasCaller(ledger, talk.key())) {
                follow(talk, talk.hear(now -> now.timePassed(clock.instant())));
            } else {
                talk.rests();
            }
        } catch (RuntimeException e) {
            if (!Database.isAway(e)) {
                throw e;
            }
            later.run(AGAIN, () -> due(talk));
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
        Exchange done = template.send(Entry.TOOL_CALL.uri(), exchange -> variables.forEach(exchange::setVariable));
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

    /** Sends one frame; a sideband that is closed by now is no failure, for the ledger hears of it otherwise: false. */
    boolean send(CallId callId, String frame) {
        Exchange sent = template.send(Entry.SAY.uri(), exchange -> {
            exchange.setVariable(Vars.CALL_ID, callId);
            exchange.getMessage().setBody(frame);
        });
        if (sent.getException() != null) {
            LOG.debug(
                    "{}: not sent, the sideband is closed: {}",
                    callId,
                    sent.getException().toString());
        }
        return sent.getException() == null;
    }
}
