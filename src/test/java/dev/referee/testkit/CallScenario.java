package dev.referee.testkit;

import dev.referee.twin.CallScript;
import dev.referee.twin.Faults;
import dev.referee.twin.HumanScript;
import dev.referee.twin.ModelStep;
import dev.referee.twin.Switch;
import dev.referee.twin.Switches;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a call goes: a call in which everything works, and what is different this time. Immutable.
 *
 * <pre>{@code
 * CallScenario.incoming().refer(SILENT).human("front-desk", BUSY).play()
 *         .tried("refer:silent", "redirect:confirmed")
 *         .callerWasWith("agent", "agent");
 * }</pre>
 *
 * Unless told otherwise the agent greets the caller and transfers him to {@code front-desk}, everybody who is called
 * answers, talks for three seconds and hangs up. Times are the scenario's: a talk of an hour costs a few milliseconds.
 */
public final class CallScenario {

    private final CallScript script;
    private final Map<String, List<HumanScript>> humans;
    private final boolean breakerOpen;

    private CallScenario(CallScript script, Map<String, List<HumanScript>> humans, boolean breakerOpen) {
        this.script = script;
        this.humans = humans;
        this.breakerOpen = breakerOpen;
    }

    /** Somebody calls. */
    public static CallScenario incoming() {
        return new CallScenario(CallScript.usual(), Map.of(), false);
    }

    /** From this number, such as {@code +61400000001}. */
    public CallScenario from(String number) {
        return with(Switches.FROM, number);
    }

    /** To this number, which chooses the agent. */
    public CallScenario to(String number) {
        return with(Switches.TO, number);
    }

    // ---- the agent

    /** What the agent's model does, in order. */
    public CallScenario agent(ModelStep... turns) {
        return with(Switches.MODEL, List.of(turns));
    }

    /** The agent greets the caller and transfers him to this target. */
    public CallScenario transferTo(String target) {
        return agent(
                ModelStep.greet(), ModelStep.transfer(target, "asked for " + target, "The caller wants " + target));
    }

    /** What the agent's model does after a transfer that came back. */
    public CallScenario agentAfterReturn(ModelStep... turns) {
        return with(Switches.MODEL_AFTER_RETURN, List.of(turns));
    }

    // ---- what fails

    /** What becomes of OpenAI's REFER. */
    public CallScenario refer(Faults.Refer how) {
        return with(Switches.REFER, how);
    }

    /** What becomes of the carrier's REST API. */
    public CallScenario carrier(Faults.CarrierRest how) {
        return with(Switches.CARRIER_REST, how);
    }

    /** What becomes of the answer to the call. */
    public CallScenario accept(Faults.Accept how) {
        return with(Switches.ACCEPT, how);
    }

    /**
     * The model fails, from the greeting on and for good.
     *
     * <pre>{@code
     * CallScenario.incoming().modelFails(SILENT).play().agentWasMute("silent").bridgedWith("front-desk");
     * }</pre>
     */
    public CallScenario modelFails(Faults.Model how) {
        return with(Switches.MODEL_FAILS, how);
    }

    /** The same with the vendor's code, such as {@code server_error} or {@code insufficient_quota}. */
    public CallScenario modelFails(Faults.Model how, String code) {
        return modelFails(how).with(Switches.MODEL_CODE, code);
    }

    /**
     * Only some of the model's responses fail; under {@link Faults.Model#THROWN_OUT} it is attached sidebands that count.
     *
     * @param first the number of the first one, 1 for the greeting
     * @param times how many from there on, 0 for all
     */
    public CallScenario modelFails(Faults.Model how, int first, int times) {
        return modelFails(how).with(Switches.MODEL_FAILS_FROM, first).with(Switches.MODEL_FAILS_TIMES, times);
    }

    /** The sideband ends so, this long after attach, while caller and agent talk on. */
    public CallScenario sideband(Faults.Sideband ends, Duration after) {
        return with(Switches.SIDEBAND, ends).with(Switches.SIDEBAND_MS, Math.toIntExact(after.toMillis()));
    }

    /** What becomes of attaching again, and for how long. */
    public CallScenario reattach(Faults.Reattach how, Duration lasts) {
        return with(Switches.REATTACH, how).with(Switches.REATTACH_MS, Math.toIntExact(lasts.toMillis()));
    }

    /** So many REFERs failed before that the breaker does not let this one through. */
    public CallScenario breakerOpen() {
        return new CallScenario(script, humans, true);
    }

    /** Any other switch of the twin: {@link Switches} lists them all. Times are milliseconds of the scenario. */
    public <T> CallScenario with(Switch<T> what, T value) {
        return new CallScenario(script.with(what, value), humans, breakerOpen);
    }

    // ---- the people

    /**
     * What happens at the phones of a target.
     *
     * @param target a target's name, or a number
     * @param does one for all its numbers, or one for each in the order of the settings
     */
    public CallScenario human(String target, HumanScript.Does... does) {
        return human(target, java.util.Arrays.stream(does).map(HumanScript::of).toArray(HumanScript[]::new));
    }

    /** The same with times. */
    public CallScenario human(String target, HumanScript... people) {
        if (people.length == 0) {
            throw new IllegalArgumentException("human(\"" + target + "\"): say what happens there, such as BUSY");
        }
        Map<String, List<HumanScript>> copy = new LinkedHashMap<>(humans);
        copy.put(target, List.of(people));
        return new CallScenario(script, copy, breakerOpen);
    }

    /** Whoever answers hangs up after this time. */
    public CallScenario talk(Duration time) {
        return with(Switches.HUMAN_TALK_MS, Math.toIntExact(time.toMillis()));
    }

    /** The caller hangs up, so long after this moment. */
    public CallScenario caller(Faults.Caller leaves, Duration after) {
        return with(Switches.CALLER, leaves).with(Switches.CALLER_MS, Math.toIntExact(after.toMillis()));
    }

    // ----

    /** Plays the call to its end on the {@link Referee} of this test, else on the shared one. */
    public CallStory play() {
        return Referee.current().play(this);
    }

    boolean isBreakerOpen() {
        return breakerOpen;
    }

    CallScript script(Names names) {
        CallScript all = script;
        for (Map.Entry<String, List<HumanScript>> entry : humans.entrySet()) {
            List<String> addresses = names.addresses(entry.getKey());
            List<HumanScript> people = entry.getValue();
            if (people.size() > addresses.size()) {
                throw new IllegalArgumentException("human(\"" + entry.getKey() + "\") names " + people.size()
                        + " people, but the target dials only " + addresses);
            }
            for (int i = 0; i < addresses.size(); i++) {
                all = all.human(addresses.get(i), people.get(Math.min(i, people.size() - 1)));
            }
        }
        return all;
    }
}
