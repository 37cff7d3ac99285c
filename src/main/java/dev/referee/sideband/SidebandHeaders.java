package dev.referee.sideband;

import dev.referee.call.CallId;
import org.apache.camel.Exchange;

/**
 * The message headers of the {@code sideband:} component.
 *
 * <p>The producers read only {@link #CALL_ID}; the consumer sets every header that its event has. All values are plain
 * JDK types, so that YAML routes can use them in simple expressions.
 */
public final class SidebandHeaders {

    /** {@code String}: OpenAI's id of the call ({@code rtc_…}), the key of its socket. Set on every event, wanted by every producer. */
    public static final String CALL_ID = "RefereeCallId";

    /** {@code String}: the event's type, the vendor's ({@code response.done}) or one of {@link SidebandEvent}'s. */
    public static final String EVENT = "RefereeSidebandEvent";

    /** {@code Integer}, on {@code sideband.closed}: the close code (RFC 6455 §7.4); 1006 without a close frame, 1005 for one without a code. */
    public static final String CLOSE_CODE = "RefereeCloseCode";

    /** {@code String}, on {@code sideband.closed} and {@code sideband.failed}: why, for people and logs; never a secret. */
    public static final String CLOSE_REASON = "RefereeCloseReason";

    /** {@code Boolean}, on {@code sideband.closed}: true if the peer closed with 1000 or 1001, or if we closed on request. */
    public static final String CLOSE_CLEAN = "RefereeCloseClean";

    /** {@code Integer}, on {@code sideband.opened} and {@code sideband.failed}: the handshakes tried, from 1 on. */
    public static final String ATTEMPT = "RefereeAttempt";

    /** {@code Long}, on {@code sideband.opened}: milliseconds from the request to open until the socket was open, retries included. */
    public static final String ATTACH_MS = "RefereeAttachMs";

    /** {@code Integer}, on {@code sideband.failed}: the HTTP status of the last handshake, 0 if there was none. */
    public static final String HTTP_STATUS = "RefereeHttpStatus";

    private SidebandHeaders() {}

    /** The call of an event, typed. */
    public static CallId callId(Exchange event) {
        return new CallId(event.getMessage().getHeader(CALL_ID, String.class));
    }
}
