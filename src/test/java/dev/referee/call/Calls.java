package dev.referee.call;

import static dev.referee.transfer.Samples.START;

import dev.referee.transfer.Circumstances;
import dev.referee.transfer.Decision;
import dev.referee.transfer.Dialling;
import dev.referee.transfer.Document;
import dev.referee.transfer.Ending;
import dev.referee.transfer.Everything;
import dev.referee.transfer.LegStatus;
import dev.referee.transfer.Manner;
import dev.referee.transfer.Mechanism;
import dev.referee.transfer.Plan;
import dev.referee.transfer.Rules;
import dev.referee.transfer.Samples;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Samples of calls, every kind of event of a call, and every call that can be. */
public final class Calls {

    public static final CallPolicy POLICY = new CallPolicy(
            Duration.ofSeconds(15),
            Duration.ofSeconds(5),
            Duration.ofSeconds(8),
            Duration.ofSeconds(3),
            Duration.ofSeconds(2),
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            1);

    public static final CallId SESSION = new CallId("rtc_1");
    public static final CallId OTHER = new CallId("rtc_2");
    public static final String DIAL = "d-1";

    private Calls() {}

    /** A plan to rescue a caller whose agent never came. */
    public static Plan rescue() {
        return Samples.plan(9, Plan.RESCUE, 1, Ending.RETURN);
    }

    /** Every agent's leg but that of a rejected call. */
    public static List<AgentLeg> legs() {
        Instant later = START.plusSeconds(10);
        return List.of(
                new AgentLeg.Ringing(DIAL, later),
                new AgentLeg.Accepting(DIAL, SESSION, later),
                new AgentLeg.Attaching(DIAL, SESSION),
                new AgentLeg.Attached(DIAL, SESSION),
                new AgentLeg.Attached(DIAL, SESSION, START, 2),
                new AgentLeg.Lost(DIAL, SESSION, null, later.plusSeconds(5), 0),
                new AgentLeg.Lost(DIAL, SESSION, later, later.plusSeconds(5), 2),
                new AgentLeg.Parting(DIAL, SESSION, later),
                new AgentLeg.Gone(DIAL, SESSION, true, later),
                new AgentLeg.Gone(DIAL, SESSION, false, later),
                new AgentLeg.Gone(DIAL, null, false, later));
    }

    /** Every transfer that can be on file at a stage. */
    public static List<@Nullable TransferState> transfers(Stage stage) {
        Plan plan = Samples.plan(Ending.RETURN);
        Map<String, TransferState> after = Everything.afterwards(plan);
        List<@Nullable TransferState> states = new ArrayList<>();
        switch (stage) {
            case WITH_AGENT -> {
                states.add(null);
                states.add(after.get("returned"));
            }
            case IN_TRANSFER -> {
                states.addAll(Everything.beforeLanding(plan).values());
                for (Mechanism through : Mechanism.values()) {
                    states.addAll(Everything.dialling(plan, through, 0).values());
                    states.addAll(Everything.dialling(plan, through, 1).values());
                }
                states.addAll(
                        Everything.dialling(rescue(), Mechanism.RELEASE, 0).values());
                for (Manner manner : List.of(Manner.PLAIN, Samples.PRESS_1)) {
                    Everything.screening(manner, Mechanism.REFER, Ending.RETURN).values().stream()
                            .filter(state -> !state.isOver())
                            .forEach(states::add);
                }
                states.add(after.get("returning"));
            }
            case LANDED -> {
                states.add(after.get("bridged"));
                states.add(after.get("voicemail"));
            }
            case ENDED -> {
                states.add(null);
                states.add(after.get("abandoned"));
                states.add(after.get("bridged"));
            }
            case FAILED -> {
                states.add(null);
                states.add(after.get("failed"));
            }
            case ENDING -> {
                states.add(null);
                states.add(after.get("abandoned"));
                states.add(after.get("bridged"));
            }
            case REJECTED -> states.add(null);
        }
        return states;
    }

    private static List<AgentLeg> legs(Stage stage) {
        return switch (stage) {
            case REJECTED -> List.of(new AgentLeg.None());
            case ENDING ->
                legs().stream().filter(AgentLeg.Gone.class::isInstance).toList();
            default -> legs();
        };
    }

    /** Every call that can be, by a name that tells it. */
    public static Map<String, CallFile> files() {
        Map<String, CallFile> files = new LinkedHashMap<>();
        for (Stage stage : Stage.values()) {
            List<AgentLeg> legs = legs(stage);
            for (AgentLeg leg : legs) {
                for (TransferState transfer : transfers(stage)) {
                    put(files, new Call(stage, leg, 0, 0), transfer);
                    put(files, new Call(stage, leg, 1, leg instanceof AgentLeg.Gone ? 5 : 0), transfer);
                }
            }
        }
        return files;
    }

    private static void put(Map<String, CallFile> files, Call call, @Nullable TransferState transfer) {
        files.put(call + " with " + transfer, new CallFile(call, transfer));
    }

    /** Whatever the carrier may say, of a leg that was asked about in this very state, in another one, or not at all. */
    private static List<CarrierReport> reports() {
        List<CarrierReport> reports = new ArrayList<>(
                List.of(new CarrierReport.Over(), new CarrierReport.Unknown(), new CarrierReport.Live(null)));
        Stream.concat(
                        Everything.states().values().stream(),
                        Everything.screening(Samples.PRESS_1, Mechanism.REFER, Ending.RETURN).values().stream())
                .forEach(state -> {
                    if (state instanceof Dialling dialling) {
                        for (LegStatus human : LegStatus.values()) {
                            Duration up = human == LegStatus.ENDED ? Duration.ofSeconds(30) : Duration.ZERO;
                            reports.add(new CarrierReport.Live(new CarrierReport.Dialled(dialling, human, 0, up)));
                        }
                        reports.add(new CarrierReport.Live(
                                new CarrierReport.Dialled(dialling, LegStatus.ENDED, 0, Duration.ofSeconds(1))));
                    }
                });
        return reports;
    }

    /** Every kind of event. */
    public static Map<String, CallEvent> events() {
        Map<String, CallEvent> events = new LinkedHashMap<>();
        for (CallId session : List.of(SESSION, OTHER)) {
            String of = "-" + session;
            events.put("announced" + of, new CallEvent.SessionAnnounced(DIAL, session));
            events.put("accepted" + of, new CallEvent.AcceptAnswered(session, Samples.ACCEPTED));
            events.put("accept-refused" + of, new CallEvent.AcceptAnswered(session, Samples.REFUSED));
            events.put("accept-unknown" + of, new CallEvent.AcceptAnswered(session, Samples.UNKNOWN));
            events.put("accept-gone" + of, new CallEvent.AcceptAnswered(session, Samples.OVER));
            events.put("sideband-opened" + of, new CallEvent.SidebandOpened(session));
            events.put("sideband-failed" + of, new CallEvent.SidebandFailed(session, false, "timeout"));
            events.put("sideband-gone" + of, new CallEvent.SidebandFailed(session, true, "404"));
            events.put("sideband-closed" + of, new CallEvent.SidebandClosed(session, true, "1000"));
            events.put("sideband-broken" + of, new CallEvent.SidebandClosed(session, false, "reset"));
        }
        events.put("announced-elsewhere", new CallEvent.SessionAnnounced("d-0", OTHER));
        for (String dial : List.of(DIAL, "d-0")) {
            for (AgentLegStatus status : AgentLegStatus.values()) {
                String name = "agent-leg-" + status.name().toLowerCase(Locale.ROOT) + "-" + dial;
                events.put(name, new CallEvent.AgentLegReported(dial, status));
            }
            for (boolean up : new boolean[] {true, false}) {
                String name = "agent-dial-ended-" + dial + (up ? "-up" : "-gone");
                events.put(name, new CallEvent.AgentDialEnded(dial, "completed", up, rescue()));
                events.put(name + "-no-target", new CallEvent.AgentDialEnded(dial, "failed", up, null));
            }
        }
        events.put(
                "transfer-asked",
                new CallEvent.TransferAsked(Samples.plan(2, "agent", 1, Ending.RETURN), Source.SIDEBAND));
        events.put("end-asked", new CallEvent.EndAsked(Source.SIDEBAND, "goodbye"));
        events.put("caller-left", new CallEvent.CallerLeft(Source.CARRIER, "completed"));
        events.put("caller-parked", new CallEvent.CallerParked(rescue()));
        events.put("caller-parked-no-target", new CallEvent.CallerParked(null));
        events.put("voicemail-ended-up", new CallEvent.VoicemailEnded(true));
        events.put("voicemail-ended-gone", new CallEvent.VoicemailEnded(false));
        for (CarrierReport report : reports()) {
            events.put("carrier-" + report, new CallEvent.CarrierReported(report));
        }
        Everything.events().forEach((name, event) -> {
            events.put("transfer:" + name, new CallEvent.OfTransfer(Samples.id(1), event));
            events.put("other-transfer:" + name, new CallEvent.OfTransfer(Samples.id(7), event));
            events.put("latest-transfer:" + name, new CallEvent.OfLatestTransfer(event));
        });
        Everything.screeningEvents().forEach((name, event) -> {
            events.put("transfer:group:" + name, new CallEvent.OfTransfer(Samples.id(1), event));
            events.put("other-transfer:group:" + name, new CallEvent.OfTransfer(Samples.id(7), event));
        });
        events.put(
                "closed-asked",
                new CallEvent.TransferAsked(
                        Samples.plan(2, "agent", List.of(Samples.closed(0)), Ending.RETURN), Source.SIDEBAND));
        events.put("deadline", new CallEvent.DeadlinePassed());
        events.put("no-news", new CallEvent.NoNewsCame());
        return events;
    }

    /** Whether the event is the carrier asking what to do. */
    public static boolean asksForDocument(CallEvent event) {
        if (event instanceof CallEvent.OfTransfer of) {
            return Rules.asksForDocument(of.event());
        }
        if (event instanceof CallEvent.OfLatestTransfer of) {
            return Rules.asksForDocument(of.event());
        }
        return event instanceof CallEvent.AgentDialEnded
                || event instanceof CallEvent.CallerParked
                || event instanceof CallEvent.VoicemailEnded;
    }

    /** Whether the document brings anybody's phone to ring, or an agent. */
    public static boolean dials(@Nullable Document document) {
        return document instanceof Document.DialTarget || document instanceof Document.DialAgent;
    }

    /** Decides with the sample policies. */
    public static Decision<CallFile> decide(CallFile file, CallEvent event, Circumstances now) {
        return CallMachine.decide(file, event, now, POLICY);
    }
}
