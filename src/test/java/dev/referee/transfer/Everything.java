package dev.referee.transfer;

import static dev.referee.transfer.Samples.ACCEPTED;
import static dev.referee.transfer.Samples.NOT_SENT;
import static dev.referee.transfer.Samples.OVER;
import static dev.referee.transfer.Samples.REFUSED;
import static dev.referee.transfer.Samples.RING;
import static dev.referee.transfer.Samples.START;
import static dev.referee.transfer.Samples.UNKNOWN;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every kind of event and every kind of state, by name. */
public final class Everything {

    private Everything() {}

    /** A bridge word of the carrier and its name in the tables. */
    private record Said(String name, @Nullable Boolean bridged) {}

    /** Every kind of event, for a plan with two stops. */
    public static Map<String, TransferEvent> events() {
        Map<String, TransferEvent> events = new LinkedHashMap<>();
        events.put("refer-begun", new TransferEvent.ReferBegun());
        events.put("refer-skipped", new TransferEvent.ReferSkipped("breaker open"));
        answers().forEach((name, result) -> events.put("refer-" + name, new TransferEvent.ReferAnswered(result)));
        events.put("refer-arrived", new TransferEvent.ReferArrived("<tel:+61420351250>"));
        events.put("vendor-weak", new TransferEvent.VendorReported("call.transferring", Rung.VENDOR_ACCEPTED));
        events.put("vendor-on-wire", new TransferEvent.VendorReported("call.transferred", Rung.ON_WIRE));
        events.put("vendor-bridged", new TransferEvent.VendorReported("call.bridged", Rung.BRIDGED));
        events.put("vendor-refused", new TransferEvent.VendorReported("refer.failed", null));
        events.put("redirect-begun", new TransferEvent.RedirectBegun());
        answers().forEach((name, result) -> events.put("redirect-" + name, new TransferEvent.RedirectAnswered(result)));
        events.put("redirect-fetched", new TransferEvent.RedirectFetched());
        events.put("release-begun", new TransferEvent.ReleaseBegun());
        answers().forEach((name, result) -> events.put("release-" + name, new TransferEvent.ReleaseAnswered(result)));
        events.put("agent-dial-ended", new TransferEvent.AgentDialEnded("completed"));
        for (int stop = 0; stop < 2; stop++) {
            for (LegStatus status : LegStatus.values()) {
                events.put(
                        "leg-" + status.name().toLowerCase(Locale.ROOT) + "-" + stop,
                        new TransferEvent.LegReported(stop, status));
            }
            events.put("leg-over-soon-" + stop, new TransferEvent.LegOver(stop, 0, Duration.ofSeconds(1)));
            events.put("leg-over-late-" + stop, new TransferEvent.LegOver(stop, 0, Duration.ofSeconds(60)));
            for (Said said :
                    new Said[] {new Said("bridged", true), new Said("unbridged", false), new Said("unsaid", null)}) {
                String name = "target-" + stop + "-" + said.name();
                events.put(name + "-up", new TransferEvent.TargetDialEnded(stop, "completed", said.bridged(), true));
                events.put(name + "-gone", new TransferEvent.TargetDialEnded(stop, "completed", said.bridged(), false));
            }
        }
        events.put("caller-parked", new TransferEvent.CallerParked());
        events.put("agent-back", new TransferEvent.AgentBack());
        events.put("caller-left", new TransferEvent.CallerLeft(Source.CARRIER, "hung up"));
        events.put("deadline", new TransferEvent.DeadlinePassed());
        return events;
    }

    /** Every kind of event of a stop whose legs ring at once, or whose humans must take the call. */
    public static Map<String, TransferEvent> screeningEvents() {
        Map<String, TransferEvent> events = new LinkedHashMap<>();
        for (int leg : new int[] {0, 1, Legs.ALL}) {
            for (LegStatus status : LegStatus.values()) {
                String name = status.name().toLowerCase(Locale.ROOT) + "-" + (leg == Legs.ALL ? "all" : "" + leg);
                events.put(name, new TransferEvent.LegReported(0, leg, status));
            }
        }
        for (int leg = 0; leg < 2; leg++) {
            for (LegStatus status : new LegStatus[] {LegStatus.INITIATED, LegStatus.RINGING, LegStatus.ANSWERED}) {
                String name = "seen-" + status.name().toLowerCase(Locale.ROOT) + "-" + leg;
                events.put(name, new TransferEvent.LegSeen(0, leg, status));
            }
            events.put("over-soon-" + leg, new TransferEvent.LegOver(0, leg, Duration.ofSeconds(1)));
            events.put("over-late-" + leg, new TransferEvent.LegOver(0, leg, Duration.ofSeconds(60)));
            events.put("asks-" + leg, new TransferEvent.WhisperAsked(0, leg));
            events.put("heard-" + leg, new TransferEvent.WhisperEnded(0, leg, ""));
            events.put("presses-1-" + leg, new TransferEvent.WhisperEnded(0, leg, "1"));
            events.put("presses-2-" + leg, new TransferEvent.WhisperEnded(0, leg, "2"));
        }
        events.put("asks-elsewhere", new TransferEvent.WhisperAsked(1, 0));
        events.put("presses-1-elsewhere", new TransferEvent.WhisperEnded(1, 0, "1"));
        events.put("bridged-1", new TransferEvent.TargetDialEnded(0, "completed", true, true, 1));
        events.put("unbridged", new TransferEvent.TargetDialEnded(0, "completed", false, true));
        events.put("unsaid", new TransferEvent.TargetDialEnded(0, "completed", null, true));
        events.put("parked", new TransferEvent.CallerParked());
        events.put("left", new TransferEvent.CallerLeft(Source.CARRIER, "hung up"));
        events.put("deadline", new TransferEvent.DeadlinePassed());
        return events;
    }

    /** The first stop of two with two legs: what is known of them, by name. */
    public static Map<String, TransferState> screening(Manner manner, Mechanism through, Ending ending) {
        Plan plan = Samples.plan(
                1, "agent", java.util.List.of(Samples.stop(0, 2, manner), Samples.stop(1, 1, manner)), ending);
        Map<String, TransferState> states = new LinkedHashMap<>();
        Instant ring = START.plus(RING).plus(Samples.POLICY.ringGrace());
        Instant hold = START.plus(Samples.POLICY.bridgeHold());
        Legs none = Legs.at(2, LegStatus.NONE);
        Legs ringing = none.heard(Legs.ALL, LegStatus.RINGING);
        states.put("none", new Dialling(plan, through, 0, LegStatus.NONE, ring, none));
        states.put("ringing", new Dialling(plan, through, 0, LegStatus.RINGING, ring, ringing));
        Legs oneEnded = ringing.heard(0, LegStatus.ENDED);
        states.put("one-ended", new Dialling(plan, through, 0, LegStatus.RINGING, ring, oneEnded));
        Legs answered = ringing.heard(1, LegStatus.ANSWERED);
        Instant answeredUntil = manner.isScreened() ? START.plusSeconds(60) : hold;
        states.put("answered", new Dialling(plan, through, 0, LegStatus.ANSWERED, answeredUntil, answered));
        if (manner.isScreened()) {
            states.put(
                    "accepted",
                    new Dialling(plan, through, 0, LegStatus.ANSWERED, hold, answered.acceptedBy(1, START)));
        }
        Legs ended = answered.heard(Legs.ALL, LegStatus.ENDED);
        Instant grace = START.plus(Samples.POLICY.ringGrace());
        states.put("ended", new Dialling(plan, through, 0, LegStatus.ENDED, grace, ended));
        states.put("bridged", new Concluded(plan, Outcome.BRIDGED, 0));
        states.put("abandoned", new Concluded(plan, Outcome.ABANDONED, 0));
        return states;
    }

    /** States of plans in which something, or everything, is closed. */
    public static Map<String, TransferState> closed() {
        Map<String, TransferState> states = new LinkedHashMap<>();
        for (String by : new String[] {"agent", Plan.RESCUE}) {
            for (Ending ending : Ending.values()) {
                Plan some = Samples.plan(
                        1,
                        by,
                        java.util.List.of(Samples.closed(0), Samples.stop(1, 1, Manner.PLAIN), Samples.closed(2)),
                        ending);
                Plan all = Samples.plan(1, by, java.util.List.of(Samples.closed(0), Samples.closed(1)), ending);
                beforeLanding(some).forEach((name, state) -> states.put("some closed " + by + ending + name, state));
                dialling(some, Mechanism.REFER, 1)
                        .forEach((name, state) -> states.put("some closed " + by + ending + name + " 1", state));
                if (!all.isInVain()) {
                    beforeLanding(all).forEach((name, state) -> states.put("all closed " + by + ending + name, state));
                }
            }
        }
        return states;
    }

    private static Map<String, RequestResult> answers() {
        Map<String, RequestResult> answers = new LinkedHashMap<>();
        answers.put("accepted", ACCEPTED);
        answers.put("unknown", UNKNOWN);
        answers.put("refused", REFUSED);
        answers.put("not-sent", NOT_SENT);
        answers.put("over", OVER);
        return answers;
    }

    /** Every state before a mechanism has won, all begun at the start. */
    public static Map<String, TransferState> beforeLanding(Plan plan) {
        Map<String, TransferState> states = new LinkedHashMap<>();
        states.put("pending", new Pending(plan));
        states.put("referring", new Referring(plan, START, after(4), null, null));
        states.put("vendor-said", new Referring(plan, START, after(20), "call.transferred", null));
        states.put("in-doubt", new Referring(plan, START, after(1), null, new Referring.Doubt("404", false)));
        states.put("asked", new Referring(plan, START, after(2), null, new Referring.Doubt("404", true)));
        states.put("redirect-owed", new Redirecting(plan, null));
        states.put("redirect-sent", new Redirecting(plan, after(3)));
        states.put("release-owed", new Releasing(plan, null, false, false));
        states.put("release-sent", new Releasing(plan, after(5), false, false));
        states.put("owed-over", new Releasing(plan, null, true, false));
        states.put("release-asked", new Releasing(plan, after(5), false, true));
        states.put("sent-over", new Releasing(plan, after(5), true, false));
        return states;
    }

    /** A stop that is dialled, with its leg in every status. */
    public static Map<String, TransferState> dialling(Plan plan, Mechanism through, int stop) {
        Map<String, TransferState> states = new LinkedHashMap<>();
        for (LegStatus leg : LegStatus.values()) {
            Instant until =
                    switch (leg) {
                        case NONE, INITIATED, RINGING -> START.plus(RING).plus(Samples.POLICY.ringGrace());
                        case ANSWERED -> START.plus(Samples.POLICY.bridgeHold());
                        case ENDED -> START.plus(Samples.POLICY.ringGrace());
                    };
            states.put(leg.name().toLowerCase(Locale.ROOT), new Dialling(plan, through, stop, leg, until));
        }
        return states;
    }

    /** The agent dialled again, and every outcome. */
    public static Map<String, TransferState> afterwards(Plan plan) {
        Map<String, TransferState> states = new LinkedHashMap<>();
        states.put("returning", new Returning(plan, "busy", after(30)));
        states.put("bridged", new Concluded(plan, Outcome.BRIDGED, 1));
        states.put("voicemail", new Concluded(plan, Outcome.VOICEMAIL, 1));
        states.put("returned", new Concluded(plan, Outcome.RETURNED, null));
        states.put("abandoned", new Concluded(plan, Outcome.ABANDONED, 1));
        states.put("failed", new Concluded(plan, Outcome.FAILED, null));
        return states;
    }

    /** Every state there is, for plans with each ending. */
    public static Map<String, TransferState> states() {
        Map<String, TransferState> states = new LinkedHashMap<>();
        for (String by : new String[] {"agent", Plan.RESCUE}) {
            for (Ending ending : Ending.values()) {
                Plan plan = Samples.plan(1, by, 2, ending);
                String name = by + " " + ending + " ";
                beforeLanding(plan).forEach((state, value) -> states.put(name + state, value));
                afterwards(plan).forEach((state, value) -> states.put(name + state, value));
                for (Mechanism through : Mechanism.values()) {
                    for (int stop = 0; stop < 2; stop++) {
                        String at = name + through + " " + stop + " ";
                        dialling(plan, through, stop).forEach((leg, value) -> states.put(at + leg, value));
                    }
                }
            }
        }
        return states;
    }

    private static Instant after(int seconds) {
        return START.plus(Duration.ofSeconds(seconds));
    }
}
