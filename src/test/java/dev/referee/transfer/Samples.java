package dev.referee.transfer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Valid plans, policies and request results, to bend one thing of. */
public final class Samples {

    /** When every sample begins. */
    public static final Instant START = Instant.parse("2026-11-22T08:00:00Z");

    /** The defaults of the contract, and round numbers where it has none. */
    public static final TransferPolicy POLICY = new TransferPolicy(
            Duration.ofSeconds(4),
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10));

    /** How long each number rings. */
    public static final Duration RING = Duration.ofSeconds(20);

    public static final RequestResult ACCEPTED = new RequestResult.Accepted(200, "200");
    public static final RequestResult UNKNOWN = new RequestResult.Unknown("timeout");
    public static final RequestResult REFUSED = new RequestResult.Refused(403, "", "403");
    public static final RequestResult NOT_SENT = new RequestResult.NotSent("connection refused");
    public static final RequestResult OVER = new RequestResult.AlreadyOver(400, "21220", "21220");

    /** The human hears who calls. */
    public static final Manner WHISPER = new Manner(Whisper.USUAL, false, null);

    /** The human must press 1. */
    public static final Manner PRESS_1 = new Manner(null, true, null);

    private Samples() {}

    /** The n-th transfer id. */
    public static TransferId id(int n) {
        return new TransferId("t-" + String.format("%026d", n));
    }

    /** The n-th number. */
    public static Destination number(int n) {
        return new Destination("tel:+6142035125" + n);
    }

    /** A plan with two numbers, asked for by the agent. */
    public static Plan plan(Ending ending) {
        return plan(1, "agent", 2, ending);
    }

    /** A plan bent in every way. */
    public static Plan plan(int id, String requestedBy, int stops, Ending ending) {
        List<Stop> numbers = IntStream.range(0, stops)
                .mapToObj(n -> new Stop("front-desk", number(n), RING))
                .toList();
        return new Plan(id(id), "front-desk", requestedBy, "asked", "", numbers, ending, null);
    }

    /** A plan with these stops. */
    public static Plan plan(int id, String requestedBy, List<Stop> stops, Ending ending) {
        return new Plan(id(id), "front-desk", requestedBy, "asked", "", stops, ending, null);
    }

    /** The n-th stop, with so many numbers that ring at once. */
    public static Stop stop(int n, int numbers, Manner manner) {
        List<Destination> also = IntStream.range(1, numbers)
                .mapToObj(each -> number(n + 5 * each))
                .toList();
        return new Stop("front-desk", number(n), RING, also, manner, false);
    }

    /** The n-th stop, which is not dialled. */
    public static Stop closed(int n) {
        return new Stop("sales", number(n), RING, List.of(), Manner.PLAIN, true);
    }

    /** Stops of every kind, as chance wants it. */
    public static List<Stop> stops(Random random, int count) {
        List<Manner> manners = List.of(Manner.PLAIN, Manner.PLAIN, WHISPER, PRESS_1);
        return IntStream.range(0, count)
                .mapToObj(n -> random.nextInt(8) == 0
                        ? closed(n)
                        : stop(n, 1 + random.nextInt(2), manners.get(random.nextInt(manners.size()))))
                .toList();
    }

    /** The world at a time after the start. */
    public static Circumstances at(Duration sinceStart, boolean agentUp) {
        return at(START.plus(sinceStart), agentUp);
    }

    /** The world at a time. */
    public static Circumstances at(Instant now, boolean agentUp) {
        return new Circumstances(now, POLICY, agentUp, "d-" + now.toEpochMilli());
    }
}
