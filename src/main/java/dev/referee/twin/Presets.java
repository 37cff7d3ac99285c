package dev.referee.twin;

import static dev.referee.twin.Switches.ACCEPT;
import static dev.referee.twin.Switches.AFTER_REFER;
import static dev.referee.twin.Switches.AFTER_RESULT;
import static dev.referee.twin.Switches.AGENT_LEG;
import static dev.referee.twin.Switches.CALLER;
import static dev.referee.twin.Switches.CALLER_MS;
import static dev.referee.twin.Switches.CARRIER_REST;
import static dev.referee.twin.Switches.FROM;
import static dev.referee.twin.Switches.FUNCTION_CALLS;
import static dev.referee.twin.Switches.HUMAN_TALK_MS;
import static dev.referee.twin.Switches.MODEL;
import static dev.referee.twin.Switches.MODEL_CODE;
import static dev.referee.twin.Switches.MODEL_FAILS;
import static dev.referee.twin.Switches.MODEL_FAILS_FROM;
import static dev.referee.twin.Switches.MODEL_FAILS_TIMES;
import static dev.referee.twin.Switches.NO_ANSWER_MS;
import static dev.referee.twin.Switches.REATTACH;
import static dev.referee.twin.Switches.REATTACH_MS;
import static dev.referee.twin.Switches.REFER;
import static dev.referee.twin.Switches.REFER_LATE_MS;
import static dev.referee.twin.Switches.SIDEBAND;
import static dev.referee.twin.Switches.SIDEBAND_MS;
import static dev.referee.twin.Switches.SIDEBAND_TIMES;
import static dev.referee.twin.Switches.THINK_MS;
import static dev.referee.twin.Switches.WEBHOOK;

import java.util.ArrayList;
import java.util.List;

/** Calls worth placing, by name. */
final class Presets {

    private static final CallScript USUAL = CallScript.usual();
    private static final ModelStep TRANSFER = ModelStep.of(ModelStep.Kind.TRANSFER);

    private static final List<Preset> ALL = List.of(
            new Preset("refer-works", "REFER works", "The REFER reaches the carrier, a human answers.", USUAL),
            new Preset(
                    "silent-refer",
                    "Silent REFER",
                    "/refer answers 200 and nothing happens; only a redirect can help.",
                    USUAL.with(REFER, Faults.Refer.SILENT)),
            new Preset(
                    "late-refer",
                    "Late REFER",
                    "The REFER arrives after the fallback has been taken.",
                    USUAL.with(REFER, Faults.Refer.LATE).with(REFER_LATE_MS, 4_200)),
            new Preset(
                    "refer-twice",
                    "REFER reported twice",
                    "The carrier posts referUrl twice; the phone must ring once.",
                    USUAL.with(REFER, Faults.Refer.TWICE)),
            new Preset(
                    "refer-error",
                    "REFER error",
                    "/refer answers 500 Internal Server Error.",
                    USUAL.with(REFER, Faults.Refer.ERROR)),
            new Preset(
                    "vendor-event-only",
                    "Vendor event, no leg",
                    "The sideband says call.transferred, the carrier knows nothing of it.",
                    USUAL.with(REFER, Faults.Refer.VENDOR_EVENT_ONLY)),
            new Preset(
                    "carrier-down-too",
                    "Carrier REST down as well",
                    "Silent REFER, and the carrier's REST API answers 503: only release is left.",
                    USUAL.with(REFER, Faults.Refer.SILENT).with(CARRIER_REST, Faults.CarrierRest.DOWN)),
            new Preset(
                    "applied-but-500",
                    "Redirect applied but 500",
                    "The carrier applies the redirect and answers 500; a repeat would ring twice.",
                    USUAL.with(REFER, Faults.Refer.SILENT).with(CARRIER_REST, Faults.CarrierRest.APPLIED_BUT_500)),
            new Preset(
                    "redirect-ignored",
                    "Redirect ignored",
                    "The carrier answers 200 and never fetches the document.",
                    USUAL.with(REFER, Faults.Refer.SILENT).with(CARRIER_REST, Faults.CarrierRest.IGNORED)),
            new Preset(
                    "nobody-answers",
                    "Nobody answers, back to the agent",
                    "The phones ring in vain.",
                    USUAL.human("*", HumanScript.Does.NO_ANSWER).with(NO_ANSWER_MS, 3_000)),
            new Preset(
                    "nobody-answers-redirect",
                    "Nobody answers after a redirect",
                    "Silent REFER, then the phones ring in vain: a new agent session takes the caller.",
                    USUAL.with(REFER, Faults.Refer.SILENT)
                            .human("*", HumanScript.Does.NO_ANSWER)
                            .with(NO_ANSWER_MS, 3_000)),
            new Preset(
                    "busy-then-second",
                    "Busy, then the second number",
                    "The first number is busy, the second answers.",
                    USUAL.human("#1", HumanScript.Does.BUSY)),
            new Preset(
                    "voicemail",
                    "A machine answers",
                    "Something picks up that is no human; that must not count as bridged.",
                    USUAL.human("*", HumanScript.Does.VOICEMAIL_BOX)),
            new Preset(
                    "caller-leaves-waiting",
                    "Caller hangs up while waiting",
                    "The caller leaves between /refer and its proof; nobody may be rung.",
                    USUAL.with(REFER, Faults.Refer.SILENT)
                            .with(CALLER, Faults.Caller.LEAVES_IN_TRANSFER)
                            .with(CALLER_MS, 1_500)),
            new Preset(
                    "caller-leaves-ringing",
                    "Caller hangs up while the target rings",
                    "The caller leaves before anybody answers.",
                    USUAL.with(CALLER, Faults.Caller.LEAVES_WHILE_TARGET_RINGS).with(CALLER_MS, 300)),
            new Preset(
                    "agent-uses-tools",
                    "The agent uses tools",
                    "It looks up opening hours and a slow order and takes a note: three routes in routes/tools.",
                    USUAL.model(
                            ModelStep.greet(),
                            ModelStep.tool("opening_hours", "{}"),
                            ModelStep.say("We are there from Monday to Friday."),
                            ModelStep.tool("order_status", "{\"order_id\":\"S-1001\"}"),
                            ModelStep.say("Your order is on its way."),
                            ModelStep.tool("take_note", "{\"text\":\"Please leave the parcel at the door.\"}"),
                            ModelStep.say("I have noted that."),
                            ModelStep.endCall())),
            new Preset(
                    "webhook-doubled",
                    "Webhook doubled",
                    "Two webhooks with different ids for one call.",
                    USUAL.with(WEBHOOK, Faults.Webhook.DOUBLED_NEW_ID)),
            new Preset(
                    "agent-never-comes",
                    "Agent never comes up",
                    "OpenAI refuses the leg with SIP 400; the caller must be rescued.",
                    USUAL.with(AGENT_LEG, Faults.AgentLeg.FAILS_400)),
            new Preset(
                    "accept-fails-once",
                    "Accept fails once",
                    "/accept answers 503, then works.",
                    USUAL.with(ACCEPT, Faults.Accept.ERROR_ONCE)),
            new Preset(
                    "anonymous",
                    "Anonymous caller",
                    "The caller withholds his number; referee.screening says whether he is let in.",
                    USUAL.with(FROM, "anonymous")),
            new Preset(
                    "chatty",
                    "The caller talks on and on",
                    "The agent answers every few seconds; referee.conversation says for how long and at what cost.",
                    USUAL.with(MODEL, chat()).with(THINK_MS, 2_000)),
            new Preset(
                    "sideband-drops",
                    "Sideband drops",
                    "The sideband is cut while the call lives.",
                    USUAL.with(SIDEBAND, Faults.Sideband.DROPS).with(SIDEBAND_MS, 300)),
            new Preset(
                    "sideband-goes-away",
                    "Sideband closes cleanly, twice",
                    "A proxy that restarts closes the sideband while caller and agent talk on; it is attached again.",
                    talk(Faults.Sideband.GOES_AWAY).with(SIDEBAND_TIMES, 2)),
            new Preset(
                    "sideband-away",
                    "Sideband away for long",
                    "The sideband closes and cannot be had for half a minute; after 15 s the caller goes to a human.",
                    talk(Faults.Sideband.CLOSES_CLEANLY)
                            .with(REATTACH, Faults.Reattach.LATER)
                            .with(REATTACH_MS, 30_000)),
            new Preset(
                    "session-gone",
                    "Sideband closes, session gone",
                    "After the close, attaching again answers 404; the agent's leg stays up.",
                    talk(Faults.Sideband.CLOSES_CLEANLY).with(REATTACH, Faults.Reattach.GONE)),
            new Preset(
                    "thrown-out",
                    "Session thrown out again and again",
                    "A second after each attach the usage limit throws the session out.",
                    fails(Faults.Model.THROWN_OUT, "rate_limit_exceeded")),
            new Preset(
                    "model-fails",
                    "Every response fails",
                    "The model answers with server_error each time; the third one makes the agent mute.",
                    fails(Faults.Model.FAILS, "server_error")),
            new Preset(
                    "model-fails-once",
                    "One response fails",
                    "The greeting fails once with rate_limit_exceeded and is asked for again.",
                    fails(Faults.Model.FAILS, "rate_limit_exceeded").with(MODEL_FAILS_TIMES, 1)),
            new Preset(
                    "quota-used-up",
                    "Quota used up",
                    "insufficient_quota: waiting does not help, the agent is mute at once.",
                    fails(Faults.Model.FAILS, "insufficient_quota")),
            new Preset(
                    "error-instead",
                    "Error in place of a response",
                    "After a tool's result an error comes once, and no response begins.",
                    fails(Faults.Model.ERROR, "server_error")
                            .with(MODEL_FAILS_FROM, 3)
                            .with(MODEL_FAILS_TIMES, 1)
                            .model(ModelStep.greet(), ModelStep.of(ModelStep.Kind.UNKNOWN_TOOL), TRANSFER)),
            new Preset(
                    "response-incomplete",
                    "Response cut off",
                    "A filter ends the greeting once before any of it was heard.",
                    fails(Faults.Model.INCOMPLETE, "").with(MODEL_FAILS_TIMES, 1)),
            new Preset(
                    "model-silent",
                    "The model is silent",
                    "It never answers; asked once more after 8 s, then the caller goes to a human.",
                    fails(Faults.Model.SILENT, "")),
            new Preset(
                    "model-stuck",
                    "The model is stuck",
                    "Each response begins and brings nothing.",
                    fails(Faults.Model.STUCK, "")),
            new Preset(
                    "caller-unanswered",
                    "The caller gets no answer",
                    "The greeting works, then the caller's sentence is answered with nothing.",
                    fails(Faults.Model.SILENT, "").with(MODEL_FAILS_FROM, 2)),
            new Preset(
                    "noise",
                    "Noise that needs no answer",
                    "The model hears noise and answers it with an empty response; nobody may step in.",
                    USUAL.model(ModelStep.greet(), ModelStep.nothing(), ModelStep.nothing(), TRANSFER)),
            new Preset(
                    "model-speaks-first",
                    "The model speaks by itself",
                    "It answers a tool's result before it is asked; the result must not be spoken twice.",
                    USUAL.with(AFTER_RESULT, Faults.AfterResult.SPEAKS_FIRST)
                            .model(ModelStep.greet(), ModelStep.of(ModelStep.Kind.UNKNOWN_TOOL), TRANSFER)),
            new Preset(
                    "call-twice",
                    "One function call twice",
                    "transfer_call stands twice in its response, first without arguments.",
                    USUAL.with(FUNCTION_CALLS, Faults.Reported.TWICE_EMPTY_FIRST)),
            new Preset(
                    "transfer-and-end",
                    "Transfer and end in one response",
                    "The model calls transfer_call and end_call together: the transfer wins.",
                    USUAL.model(ModelStep.greet(), ModelStep.of(ModelStep.Kind.TRANSFER_AND_END))),
            new Preset(
                    "three-unknown-tools",
                    "Three unknown functions",
                    "Each gets its result, then the model is asked to speak once.",
                    USUAL.model(ModelStep.greet(), ModelStep.of(ModelStep.Kind.UNKNOWN_TOOLS), TRANSFER)),
            new Preset(
                    "transfer-interrupted",
                    "The caller talks into the transfer",
                    "The response with transfer_call is cancelled: it is not run, and the model is told so.",
                    USUAL.model(ModelStep.greet(), ModelStep.of(ModelStep.Kind.TRANSFER_CANCELLED), TRANSFER)),
            new Preset(
                    "agent-lingers",
                    "The agent's leg stays after REFER",
                    "The REFER's target has answered and the agent's leg is still up: it must be hung up.",
                    USUAL.with(AFTER_REFER, Faults.AfterRefer.LEG_STAYS).with(HUMAN_TALK_MS, 10_000)));

    private Presets() {}

    private static CallScript fails(Faults.Model how, String code) {
        CallScript script = USUAL.with(MODEL_FAILS, how);
        return code.isEmpty() ? script : script.with(MODEL_CODE, code);
    }

    /** The sideband ends while the caller talks with the agent. */
    private static CallScript talk(Faults.Sideband how) {
        return USUAL.with(SIDEBAND, how)
                .with(SIDEBAND_MS, 2_000)
                .with(THINK_MS, 8_000)
                .model(ModelStep.greet(), ModelStep.say("Tell me more."), ModelStep.say("I see."), TRANSFER);
    }

    private static List<ModelStep> chat() {
        List<ModelStep> steps = new ArrayList<>(List.of(ModelStep.greet()));
        for (int i = 0; i < 40; i++) {
            steps.add(ModelStep.say("That is interesting. Tell me more."));
        }
        return List.copyOf(steps);
    }

    /**
     * A named call.
     *
     * @param name for {@code POST /twin/calls}
     * @param label a few words for a menu
     * @param description what happens and what matters
     * @param script the script
     */
    record Preset(String name, String label, String description, CallScript script) {}

    static List<Preset> all() {
        return ALL;
    }

    /** The script of that name; the complaint names the valid ones. */
    static CallScript script(String name) {
        List<String> names = new ArrayList<>();
        for (Preset preset : ALL) {
            if (preset.name().equals(name)) {
                return preset.script();
            }
            names.add(preset.name());
        }
        throw new IllegalArgumentException("preset: '" + name + "' is not one of " + String.join(", ", names));
    }
}
