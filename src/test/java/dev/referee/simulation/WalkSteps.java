package dev.referee.simulation;

import dev.referee.call.AgentLeg;
import dev.referee.call.AgentLegStatus;
import dev.referee.call.CallEvent;
import dev.referee.call.CallFile;
import dev.referee.call.CallId;
import dev.referee.call.CarrierReport;
import dev.referee.call.Stage;
import dev.referee.transfer.Dialling;
import dev.referee.transfer.Ending;
import dev.referee.transfer.LegStatus;
import dev.referee.transfer.Legs;
import dev.referee.transfer.Pending;
import dev.referee.transfer.Plan;
import dev.referee.transfer.Redirecting;
import dev.referee.transfer.Referring;
import dev.referee.transfer.Releasing;
import dev.referee.transfer.RequestResult;
import dev.referee.transfer.Rung;
import dev.referee.transfer.Samples;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferEvent;
import dev.referee.transfer.TransferId;
import dev.referee.transfer.TransferState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Picks the next step of a walk: mostly what could follow, often enough what could not. */
final class WalkSteps {

    private static final List<Duration> WAITS = List.of(
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofMillis(100),
            Duration.ofMillis(700),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(25));

    private static final List<RequestResult> RESULTS = List.of(
            Samples.ACCEPTED, Samples.ACCEPTED, Samples.UNKNOWN, Samples.REFUSED, Samples.NOT_SENT, Samples.OVER);

    private final Random random;
    private int sessions;
    private int transfers;

    WalkSteps(Random random) {
        this.random = random;
    }

    Walk.Step next(Walk walk) {
        CallFile file = walk.file();
        Optional<Instant> due = file.deadline();
        if (due.isPresent() && random.nextInt(8) == 0) {
            Duration left = Duration.between(walk.now(), due.get());
            return new Walk.Step(left.isNegative() ? Duration.ZERO : left, new CallEvent.DeadlinePassed());
        }
        CallEvent likely = random.nextInt(10) < 6 ? likely(file) : null;
        return new Walk.Step(oneOf(WAITS), likely != null ? likely : anything(walk));
    }

    private @Nullable CallEvent likely(CallFile file) {
        AgentLeg agent = file.call().agent();
        TransferState transfer = file.inFlight().orElse(null);
        if (agent instanceof AgentLeg.Ringing ringing) {
            return random.nextInt(5) > 0
                    ? new CallEvent.SessionAnnounced(ringing.dialId(), new CallId("rtc_" + sessions++))
                    : new CallEvent.AgentDialEnded(ringing.dialId(), "failed", true, rescue());
        }
        if (agent instanceof AgentLeg.Accepting accepting) {
            boolean works = random.nextInt(5) > 0;
            return new CallEvent.AcceptAnswered(accepting.callId(), works ? Samples.ACCEPTED : oneOf(RESULTS));
        }
        if (agent instanceof AgentLeg.Attaching attaching) {
            return random.nextInt(5) > 0
                    ? new CallEvent.SidebandOpened(attaching.callId())
                    : new CallEvent.SidebandFailed(attaching.callId(), random.nextBoolean(), "no");
        }
        if (transfer != null) {
            return new CallEvent.OfTransfer(transfer.plan().id(), likely(transfer));
        }
        return file.call().stage() == Stage.WITH_AGENT && agent.isUp() ? asked() : null;
    }

    private TransferEvent likely(TransferState state) {
        if (state instanceof Pending) {
            return random.nextInt(4) > 0
                    ? new TransferEvent.ReferBegun()
                    : new TransferEvent.ReferSkipped("breaker open");
        }
        if (state instanceof Referring) {
            return random.nextBoolean()
                    ? new TransferEvent.ReferAnswered(oneOf(RESULTS))
                    : new TransferEvent.ReferArrived("<tel:+61420351250>");
        }
        if (state instanceof Redirecting redirecting) {
            return !redirecting.isSent()
                    ? new TransferEvent.RedirectBegun()
                    : random.nextBoolean()
                            ? new TransferEvent.RedirectAnswered(oneOf(RESULTS))
                            : new TransferEvent.RedirectFetched();
        }
        if (state instanceof Releasing releasing) {
            return !releasing.isSent()
                    ? new TransferEvent.ReleaseBegun()
                    : new TransferEvent.ReleaseAnswered(oneOf(RESULTS));
        }
        if (state instanceof Dialling dialling) {
            return switch (random.nextInt(5)) {
                case 0 -> ended(dialling.stop());
                case 1 -> whisper(dialling.stop());
                default -> leg(dialling.stop());
            };
        }
        return anyTransferEvent();
    }

    private CallEvent anything(Walk walk) {
        CallFile file = walk.file();
        CallId session = random.nextInt(3) > 0 && file.call().agent().session().isPresent()
                ? file.call().agent().session().get()
                : new CallId("rtc_" + random.nextInt(sessions + 1));
        String dial =
                random.nextInt(4) > 0 ? file.call().agent().dialId() : "d-" + random.nextInt(Math.max(1, walk.dials()));
        return switch (random.nextInt(22)) {
            case 0 -> new CallEvent.SessionAnnounced(dial, session);
            case 1 -> new CallEvent.AcceptAnswered(session, oneOf(RESULTS));
            case 2 -> new CallEvent.SidebandOpened(session);
            case 3 -> new CallEvent.SidebandFailed(session, random.nextBoolean(), "no");
            case 4 -> new CallEvent.SidebandClosed(session, random.nextBoolean(), "closed");
            case 5 -> new CallEvent.AgentLegReported(dial, oneOf(List.of(AgentLegStatus.values())));
            case 6 -> new CallEvent.AgentDialEnded(dial, "completed", random.nextInt(8) > 0, rescue());
            case 7 -> asked();
            case 8 ->
                random.nextInt(4) > 0
                        ? new CallEvent.CallerParked(rescue())
                        : new CallEvent.EndAsked(Source.OPERATOR, "enough");
            case 9 ->
                random.nextInt(4) > 0
                        ? new CallEvent.CallerParked(rescue())
                        : new CallEvent.CallerLeft(Source.CARRIER, "completed");
            case 10 -> new CallEvent.VoicemailEnded(random.nextBoolean());
            case 11 ->
                new CallEvent.CarrierReported(
                        random.nextInt(6) == 0
                                ? new CarrierReport.Over()
                                : random.nextBoolean() ? live(file) : new CarrierReport.Unknown());
            case 12, 13 -> new CallEvent.DeadlinePassed();
            case 14 -> new CallEvent.OfLatestTransfer(anyTransferEvent());
            default -> new CallEvent.OfTransfer(anyTransfer(file), anyTransferEvent());
        };
    }

    private CarrierReport live(CallFile file) {
        LegStatus human = LegStatus.values()[random.nextInt(LegStatus.ENDED.ordinal())];
        return new CarrierReport.Live(
                file.transfer() instanceof Dialling dialling && random.nextBoolean()
                        ? new CarrierReport.Dialled(dialling, human, random.nextInt(2))
                        : null);
    }

    private TransferId anyTransfer(CallFile file) {
        TransferState transfer = file.transfer();
        return transfer != null && random.nextInt(6) > 0
                ? transfer.plan().id()
                : Samples.id(random.nextInt(transfers + 1));
    }

    private TransferEvent anyTransferEvent() {
        return switch (random.nextInt(16)) {
            case 0 -> new TransferEvent.ReferBegun();
            case 1 -> new TransferEvent.ReferSkipped("bulkhead full");
            case 2 -> new TransferEvent.ReferAnswered(oneOf(RESULTS));
            case 3 -> new TransferEvent.ReferArrived("tel:+61420351250");
            case 4 -> {
                Rung rung = random.nextInt(4) == 0 ? null : oneOf(List.of(Rung.values()));
                yield new TransferEvent.VendorReported("call.something", rung);
            }
            case 5 -> new TransferEvent.RedirectBegun();
            case 6 -> new TransferEvent.RedirectAnswered(oneOf(RESULTS));
            case 7 -> new TransferEvent.RedirectFetched();
            case 8 -> new TransferEvent.ReleaseBegun();
            case 9 -> new TransferEvent.ReleaseAnswered(oneOf(RESULTS));
            case 10 -> new TransferEvent.AgentDialEnded("completed");
            case 11, 12 -> random.nextInt(3) > 0 ? leg(random.nextInt(3)) : whisper(random.nextInt(3));
            case 13 -> ended(random.nextInt(3));
            case 14 -> new TransferEvent.CallerParked();
            default -> new TransferEvent.AgentBack();
        };
    }

    private TransferEvent leg(int stop) {
        return random.nextInt(8) == 0
                ? new TransferEvent.LegOver(stop, random.nextInt(3), Duration.ofSeconds(random.nextInt(6)))
                : new TransferEvent.LegReported(stop, anyLeg(), oneOf(List.of(LegStatus.values())));
    }

    private TransferEvent whisper(int stop) {
        return random.nextInt(3) == 0
                ? new TransferEvent.WhisperAsked(stop, random.nextInt(3))
                : new TransferEvent.WhisperEnded(stop, random.nextInt(3), oneOf(List.of("", "1", "1", "2")));
    }

    private int anyLeg() {
        return oneOf(List.of(0, 0, 1, 2, Legs.ALL));
    }

    private TransferEvent ended(int stop) {
        Boolean bridged = random.nextInt(3) == 0 ? null : Boolean.valueOf(random.nextInt(3) == 0);
        return new TransferEvent.TargetDialEnded(stop, "no-answer", bridged, random.nextInt(6) > 0);
    }

    private CallEvent asked() {
        Ending ending = oneOf(List.of(Ending.values()));
        Plan plan = Samples.plan(transfers++, "agent", Samples.stops(random, 1 + random.nextInt(3)), ending);
        return new CallEvent.TransferAsked(plan, Source.SIDEBAND);
    }

    private @Nullable Plan rescue() {
        return random.nextInt(4) == 0
                ? null
                : Samples.plan(transfers++, Plan.RESCUE, 1 + random.nextInt(2), oneOf(List.of(Ending.values())));
    }

    private <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
