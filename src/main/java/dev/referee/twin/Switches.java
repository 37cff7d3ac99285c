package dev.referee.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everything that can be ordered for a call, each with its default. Times are milliseconds. */
public final class Switches {

    private static final List<Switch<?>> ALL = new ArrayList<>();

    /** The caller's number. */
    public static final Switch<String> FROM = add(Switch.text("from", "+61400000001", "Caller's number"));
    /** The dialled number. */
    public static final Switch<String> TO = add(Switch.text("to", "+61290000000", "Dialled number"));
    /** Ids and jitter of this call; 0 derives it from the twin's seed and the number of the call. */
    public static final Switch<Integer> SEED = add(Switch.number("seed", 0, "Seed of ids and jitter, 0 = by turn"));
    /** Up to this many milliseconds are added to every delay of the twin, by seed. */
    public static final Switch<Integer> JITTER_MS = add(Switch.number("jitterMs", 0, "Jitter of all delays"));

    /** What becomes of /refer. */
    public static final Switch<Faults.Refer> REFER = add(Switch.choice("refer", Faults.Refer.WORKS, "REFER"));
    /** From the request to its answer. */
    public static final Switch<Integer> REFER_ANSWER_MS =
            add(Switch.number("referAnswerMs", 50, "/refer answers after"));
    /** From the answer of /refer to referUrl. */
    public static final Switch<Integer> REFER_DELAY_MS = add(Switch.number("referDelayMs", 300, "REFER leaves after"));
    /** The same under LATE. */
    public static final Switch<Integer> REFER_LATE_MS =
            add(Switch.number("referLateMs", 6000, "Late REFER leaves after"));
    /** The answer's delay under SLOW. */
    public static final Switch<Integer> REFER_SLOW_MS =
            add(Switch.number("referSlowMs", 3000, "Slow /refer answers after"));
    /** A sideband event sent after the answer of /refer, such as call.transferred or refer.failed. */
    public static final Switch<String> REFER_VENDOR_EVENT =
            add(Switch.text("referVendorEvent", "", "Vendor event after /refer (assumption; none is documented)"));

    /** What becomes of the agent's leg when the target has answered. */
    public static final Switch<Faults.AfterRefer> AFTER_REFER =
            add(Switch.choice("referAgentLeg", Faults.AfterRefer.LEG_ENDS, "When a REFER's target has answered"));

    /** What becomes of a REST update. */
    public static final Switch<Faults.CarrierRest> CARRIER_REST =
            add(Switch.choice("carrierRest", Faults.CarrierRest.WORKS, "Carrier REST"));
    /** Only the first so many updates are faulty; 0 = all. */
    public static final Switch<Integer> CARRIER_REST_TIMES =
            add(Switch.number("carrierRestTimes", 0, "Faulty REST updates, 0 = all"));
    /** From an applied redirect to the fetch of its document. */
    public static final Switch<Integer> CARRIER_FETCH_MS =
            add(Switch.number("carrierFetchMs", 300, "Fetch after redirect"));
    /** The same under SLOW_FETCH. */
    public static final Switch<Integer> CARRIER_SLOW_FETCH_MS =
            add(Switch.number("carrierSlowFetchMs", 6000, "Slow fetch after redirect"));
    /** When LATE_APPLY applies. */
    public static final Switch<Integer> CARRIER_LATE_MS =
            add(Switch.number("carrierLateMs", 5000, "Late redirect applies after"));
    /** Whether the old Dial's action is posted when a redirect ends it. */
    public static final Switch<Boolean> DIAL_ACTION_ON_REDIRECT =
            add(Switch.flag("dialActionOnRedirect", true, true, "Redirect posts the old Dial's action"));
    /** Whether the first Dial's action is posted when a REFER has moved the caller. */
    public static final Switch<Boolean> DIAL_ACTION_AFTER_REFER =
            add(Switch.flag("dialActionAfterRefer", false, true, "REFER posts the old Dial's action"));
    /** Whether the action of a Dial that a REFER brought is asked before the caller returns to the agent. */
    public static final Switch<Boolean> INNER_ACTION_AFTER_REFER = add(
            Switch.flag("innerActionAfterRefer", true, true, "REFER's own Dial asks its action when nobody answers"));
    /** Whether a Dial's action is posted when the caller hangs up. */
    public static final Switch<Boolean> DIAL_ACTION_ON_CALLER_HANGUP =
            add(Switch.flag("dialActionOnCallerHangup", true, true, "Caller's hang-up posts the Dial's action"));
    /** Whether a caller who hears ringing can be redirected. */
    public static final Switch<Faults.RedirectWhileRinging> REDIRECT_WHILE_RINGING =
            add(Switch.choice("redirectWhileRinging", Faults.RedirectWhileRinging.ALLOWED, "Redirect while ringing"));

    /** OpenAI's ids are opaque: some accounts have {@code live_…}, UUIDs or dots in them. */
    public static final Switch<String> CALL_IDS =
            add(Switch.text("callIds", "rtc_u0_", "OpenAI's call ids begin with"));

    /** How the call is announced. */
    public static final Switch<Faults.Webhook> WEBHOOK = add(Switch.choice("webhook", Faults.Webhook.ONCE, "Webhook"));
    /** When LATE announces it. */
    public static final Switch<Integer> WEBHOOK_LATE_MS =
            add(Switch.number("webhookLateMs", 3000, "Late webhook after"));
    /** What becomes of our own SIP headers. */
    public static final Switch<Faults.Correlation> CORRELATION =
            add(Switch.choice("correlation", Faults.Correlation.PASSED, "Correlation header"));

    /** What becomes of /accept. */
    public static final Switch<Faults.Accept> ACCEPT = add(Switch.choice("accept", Faults.Accept.WORKS, "Accept"));
    /** Without accept the SIP leg fails with 400 after this time. */
    public static final Switch<Integer> ACCEPT_DEADLINE_MS =
            add(Switch.number("acceptDeadlineMs", 10_000, "SIP 400 without accept after (assumption)"));
    /** From accept to the agent's pick-up. */
    public static final Switch<Integer> ANSWER_MS = add(Switch.number("answerMs", 100, "Agent picks up after accept"));
    /** Accept after the caller has left. */
    public static final Switch<Faults.GhostAccept> GHOST_ACCEPT =
            add(Switch.choice("ghostAccept", Faults.GhostAccept.SUCCEEDS, "Accept after the caller left"));
    /** Whether the sideband opens. */
    public static final Switch<Faults.Attach> ATTACH = add(Switch.choice("attach", Faults.Attach.WORKS, "Attach"));
    /** How long RACE lasts. */
    public static final Switch<Integer> ATTACH_RACE_MS = add(Switch.number("attachRaceMs", 500, "Attach race lasts"));
    /** Extra frames that follow the handshake at once. */
    public static final Switch<Integer> BURST = add(Switch.number("burst", 0, "Frames together with the handshake"));
    /** How long the sideband lasts. */
    public static final Switch<Faults.Sideband> SIDEBAND =
            add(Switch.choice("sideband", Faults.Sideband.STAYS, "Sideband"));
    /** When it ends. */
    public static final Switch<Integer> SIDEBAND_MS =
            add(Switch.number("sidebandMs", 1000, "Sideband ends after attach"));
    /** How many attached sidebands end so; 0 = all. */
    public static final Switch<Integer> SIDEBAND_TIMES =
            add(Switch.number("sidebandTimes", 1, "Sidebands that end so, 0 = all"));
    /** Whether it can be attached again. */
    public static final Switch<Faults.Reattach> REATTACH =
            add(Switch.choice("sidebandAgain", Faults.Reattach.WORKS, "Attach again"));
    /** How long after the loss LATER and RESETS last. */
    public static final Switch<Integer> REATTACH_MS =
            add(Switch.number("sidebandAgainMs", 5000, "Attach works again after"));
    /** How long OpenAI lets a session last. */
    public static final Switch<Integer> SESSION_SECONDS =
            add(Switch.number("sidebandSessionSeconds", 3600, "OpenAI ends a session after, in seconds"));
    /** Whether the leg to OpenAI comes up. */
    public static final Switch<Faults.AgentLeg> AGENT_LEG =
            add(Switch.choice("agentLeg", Faults.AgentLeg.COMES_UP, "Agent's leg"));

    /** When the caller leaves. */
    public static final Switch<Faults.Caller> CALLER = add(Switch.choice("caller", Faults.Caller.STAYS, "Caller"));
    /** How long after the moment that {@link #CALLER} names. */
    public static final Switch<Integer> CALLER_MS = add(Switch.number("callerMs", 100, "Caller leaves after"));
    /** The caller hangs up when nothing has changed for so long and no human is there. */
    public static final Switch<Integer> PATIENCE_MS = add(Switch.number("patienceMs", 60_000, "Caller's patience"));

    /** What happens at each number, at the n-th number that rings ({@code #1}) or at all others ({@code *}); else it answers. */
    public static final Switch<Map<String, HumanScript>> HUMANS = add(new Switch<>(
            "humans",
            Map.of(),
            "Humans by number, #1, #2 … by turn, or *",
            false,
            List.of(HumanScript.Does.values()),
            Switches::humans,
            map -> {
                var json = Json.object();
                map.forEach((number, human) -> json.set(number, human.toJson()));
                return json;
            }));
    /** Ringing before a human does anything. */
    public static final Switch<Integer> HUMAN_RING_MS = add(Switch.number("humanRingMs", 500, "Human rings for"));
    /** Talking before the human hangs up. */
    public static final Switch<Integer> HUMAN_TALK_MS = add(Switch.number("humanTalkMs", 3000, "Human talks for"));
    /** Short cut: NO_ANSWER reports after so long instead of the Dial's timeout; 0 = the timeout. */
    public static final Switch<Integer> NO_ANSWER_MS =
            add(Switch.number("noAnswerMs", 0, "Short cut for no answer, 0 = Dial's timeout"));

    /** How callbacks are delivered. */
    public static final Switch<Faults.Callbacks> CALLBACKS =
            add(Switch.choice("callbacks", Faults.Callbacks.ONCE, "Status callbacks"));
    /** The delay under LATE. */
    public static final Switch<Integer> CALLBACK_LATE_MS =
            add(Switch.number("callbackLateMs", 2000, "Late callbacks after"));

    /** What becomes of the model's responses. */
    public static final Switch<Faults.Model> MODEL_FAILS =
            add(Switch.choice("modelFails", Faults.Model.WORKS, "The model"));
    /** The vendor's code for it. */
    public static final Switch<String> MODEL_CODE =
            add(Switch.text("modelCode", "server_error", "Code of the model's failure"));
    /** The first response of the call, or the first attach under THROWN_OUT, that fails. */
    public static final Switch<Integer> MODEL_FAILS_FROM =
            add(Switch.number("modelFailsFrom", 1, "First response that fails, 1 = the greeting"));
    /** How many fail from there on; 0 = all. */
    public static final Switch<Integer> MODEL_FAILS_TIMES =
            add(Switch.number("modelFailsTimes", 0, "Responses that fail, 0 = all"));
    /** What the model does when a function has got its result. */
    public static final Switch<Faults.AfterResult> AFTER_RESULT =
            add(Switch.choice("modelAfterResult", Faults.AfterResult.WAITS, "After a tool's result the model"));
    /** How often a function call stands in its response. */
    public static final Switch<Faults.Reported> FUNCTION_CALLS =
            add(Switch.choice("modelFunctionCalls", Faults.Reported.ONCE, "A function call is reported"));
    /** What the vendor counts for each sentence. */
    public static final Switch<Integer> AUDIO_TOKENS =
            add(Switch.number("audioTokens", 40, "Audio tokens of each sentence"));
    /** What the model of the first agent session does. */
    public static final Switch<List<ModelStep>> MODEL =
            add(steps("model", List.of(ModelStep.greet(), ModelStep.of(ModelStep.Kind.TRANSFER)), "The agent"));
    /** What it does after a transfer that came back, in the same or in a new session, when nothing else is left. */
    public static final Switch<List<ModelStep>> MODEL_AFTER_RETURN = add(steps(
            "modelAfterReturn",
            List.of(ModelStep.of(ModelStep.Kind.SAY), ModelStep.endCall()),
            "The agent after a return"));
    /** From the end of one turn to the next: the caller speaks. */
    public static final Switch<Integer> THINK_MS = add(Switch.number("thinkMs", 500, "Between two turns of the agent"));
    /** The length of a sentence; response.done comes after half of it. */
    public static final Switch<Integer> SPEECH_MS = add(Switch.number("speechMs", 300, "A sentence takes"));
    /** Audio frames per sentence on the sideband. */
    public static final Switch<Integer> AUDIO_FRAMES =
            add(Switch.number("audioFrames", 0, "Audio frames per sentence on the sideband (assumption)"));
    /** The length of a Say or Play. */
    public static final Switch<Integer> SAY_MS = add(Switch.number("sayMs", 300, "Say and Play take"));
    /** How long a caller speaks to a Record. */
    public static final Switch<Integer> RECORD_MS =
            add(Switch.number("recordMs", 500, "Caller speaks on the machine for"));

    private Switches() {}

    /** All of them, in the order of the page. */
    public static List<Switch<?>> all() {
        return List.copyOf(ALL);
    }

    private static <T> Switch<T> add(Switch<T> it) {
        ALL.add(it);
        return it;
    }

    private static Switch<List<ModelStep>> steps(String key, List<ModelStep> usual, String label) {
        return new Switch<>(key, usual, label, false, List.of(ModelStep.Kind.values()), Switches::steps, steps -> {
            var json = Json.array();
            steps.forEach(step -> json.add(step.toJson()));
            return json;
        });
    }

    private static List<ModelStep> steps(JsonNode json) {
        if (!json.isArray() || json.size() > 50) {
            throw new IllegalArgumentException("expected a list of at most 50 steps");
        }
        List<ModelStep> steps = new ArrayList<>();
        json.forEach(step -> steps.add(ModelStep.fromJson(step)));
        return List.copyOf(steps);
    }

    private static Map<String, HumanScript> humans(JsonNode json) {
        if (!json.isObject() || json.size() > 50) {
            throw new IllegalArgumentException("expected an object of at most 50 numbers");
        }
        Map<String, HumanScript> humans = new LinkedHashMap<>();
        json.properties().forEach(entry -> humans.put(entry.getKey(), HumanScript.fromJson(entry.getValue())));
        return Map.copyOf(humans);
    }
}
