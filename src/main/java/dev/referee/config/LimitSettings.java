package dev.referee.config;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * What this node takes at most. At a bound nothing piles up: a caller hears an apology or is asked to wait a second, a
 * webhook gets a 503 with Retry-After, a model is told to try later.
 *
 * @param calls in progress; the next caller hears an apology; 1 to 100000
 * @param transfers that wait for proof at once; the next is taken up when one of them is over; 1 to 10000
 * @param commands that run or wait; from half of it on no new call is taken; 100 to 1000000
 * @param tools that run at once; the model is told to try the next one again later; 1 to 10000
 * @param requests of OpenAI and the carrier that are answered at once, once their bodies are here; from half of it on
 *     new callers are asked to wait a second; 1 to 10000, below {@code server.tomcat.threads.max}
 * @param bodyTimeout from a request's head to the end of its body, on every path; then 408, a second later at most; 100 ms to
 *     60 s
 * @param sidebandFrames of one call that may wait; beyond, its sideband is closed and opened anew; 10 to 100000
 * @param sidebandFrame largest message of the sideband; a larger one closes it; 16 KB to 64 MB
 */
@ConfigurationProperties("referee.limits")
public record LimitSettings(
        int calls,
        int transfers,
        int commands,
        int tools,
        int requests,
        Duration bodyTimeout,
        int sidebandFrames,
        DataSize sidebandFrame) {

    private static final String PREFIX = "referee.limits.";
    private static final long FRAME_LEAST = DataSize.ofKilobytes(16).toBytes();
    private static final long FRAME_MOST = DataSize.ofMegabytes(64).toBytes();

    public LimitSettings {
        Problems problems = new Problems();
        problems.number(PREFIX + "calls", calls, 1, 100_000);
        problems.number(PREFIX + "transfers", transfers, 1, 10_000);
        problems.number(PREFIX + "commands", commands, 100, 1_000_000);
        problems.number(PREFIX + "tools", tools, 1, 10_000);
        problems.number(PREFIX + "requests", requests, 1, 10_000);
        problems.duration(PREFIX + "body-timeout", bodyTimeout, Duration.ofMillis(100), Duration.ofSeconds(60));
        problems.number(PREFIX + "sideband-frames", sidebandFrames, 10, 100_000);
        if (sidebandFrame == null) {
            problems.missing(PREFIX + "sideband-frame");
        } else if (sidebandFrame.toBytes() < FRAME_LEAST || sidebandFrame.toBytes() > FRAME_MOST) {
            problems.add(PREFIX + "sideband-frame", "is " + sidebandFrame + ": it must lie between 16KB and 64MB");
        }
        problems.throwIfAny();
    }
}
