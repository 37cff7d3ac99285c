package dev.referee.sideband;

import dev.referee.call.CallId;
import java.time.Duration;

/**
 * Something that happened on the sideband of one call: a frame of the vendor, or a fact about the socket itself.
 *
 * <p>Order within one call: {@link Opened}, its {@link Frame}s, {@link Closed}; or {@link Failed} alone. The next
 * request to open starts a new such series, behind the one before.
 */
public sealed interface SidebandEvent {

    /** Type of {@link Opened}. */
    String OPENED = "sideband.opened";

    /** Type of {@link Failed}. */
    String FAILED = "sideband.failed";

    /** Type of {@link Closed}. */
    String CLOSED = "sideband.closed";

    /** The call whose socket it is. */
    CallId callId();

    /** The event's type, by which consumers choose. */
    String type();

    /**
     * The socket is open; frames follow.
     *
     * @param callId the call
     * @param attempt handshakes tried, this one included, from 1 on
     * @param took time from the request to open until now
     */
    record Opened(CallId callId, int attempt, Duration took) implements SidebandEvent {
        @Override
        public String type() {
            return OPENED;
        }
    }

    /**
     * The socket did not open and nobody tries any longer.
     *
     * @param callId the call
     * @param attempt handshakes tried, from 1 on
     * @param httpStatus status of the last answer, 0 if the last try had none
     * @param reason why, for people
     */
    record Failed(CallId callId, int attempt, int httpStatus, String reason) implements SidebandEvent {
        @Override
        public String type() {
            return FAILED;
        }
    }

    /**
     * The socket was open and is no more. Reported exactly once for each {@link Opened}.
     *
     * @param callId the call
     * @param code close code, see {@link SidebandHeaders#CLOSE_CODE}
     * @param reason the peer's or our own words, empty if there are none
     * @param clean see {@link SidebandHeaders#CLOSE_CLEAN}
     */
    record Closed(CallId callId, int code, String reason, boolean clean) implements SidebandEvent {
        @Override
        public String type() {
            return CLOSED;
        }
    }

    /**
     * One text message of the vendor.
     *
     * @param callId the call
     * @param type the value of its top-level {@code type}
     * @param text the message as it came
     */
    record Frame(CallId callId, String type, String text) implements SidebandEvent {}
}
