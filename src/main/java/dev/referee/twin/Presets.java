package dev.referee.twin;

import static dev.referee.twin.Switches.ACCEPT;
import static dev.referee.twin.Switches.AGENT_LEG;
import static dev.referee.twin.Switches.CALLER;
import static dev.referee.twin.Switches.CALLER_MS;
import static dev.referee.twin.Switches.CARRIER_REST;
import static dev.referee.twin.Switches.FROM;
import static dev.referee.twin.Switches.MODEL;
import static dev.referee.twin.Switches.NO_ANSWER_MS;
import static dev.referee.twin.Switches.REFER;
import static dev.referee.twin.Switches.REFER_LATE_MS;
import static dev.referee.twin.Switches.SIDEBAND;
import static dev.referee.twin.Switches.SIDEBAND_MS;
import static dev.referee.twin.Switches.THINK_MS;
import static dev.referee.twin.Switches.WEBHOOK;

import java.util.ArrayList;
import java.util.List;

/** Calls worth placing, by name. */
final class Presets {

    private static final CallScript USUAL = CallScript.usual();

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
                    USUAL.with(SIDEBAND, Faults.Sideband.DROPS).with(SIDEBAND_MS, 300)));

    private Presets() {}

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
