package dev.referee.sideband;

import dev.referee.call.CallId;
import org.jspecify.annotations.Nullable;

/** A frame was to be sent on a call that has no open socket. Nothing was sent, or it was lost with the socket. */
public final class SidebandNotOpenException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient CallId callId;

    SidebandNotOpenException(CallId callId, @Nullable Throwable cause) {
        super("the sideband of call " + callId + " is not open", cause);
        this.callId = callId;
    }

    /** The call without a socket. */
    public CallId callId() {
        return callId;
    }
}
