package dev.referee.sideband;

import java.util.Arrays;

/** What an endpoint does: the path of {@code sideband:…}. */
public enum SidebandOperation {
    /** Consumer: events of all calls. */
    EVENTS("events"),
    /** Producer: start to open the call's socket; the result is an event. */
    OPEN("open"),
    /** Producer: start to open it again, patiently; a session that is not known is over. The result is an event. */
    REOPEN("reopen"),
    /** Producer: send the body as one text message. */
    SEND("send"),
    /** Producer: close the call's socket. */
    CLOSE("close");

    private final String path;

    SidebandOperation(String path) {
        this.path = path;
    }

    /** The operation of that path; throws {@link IllegalArgumentException} naming the valid ones. */
    public static SidebandOperation of(String path) {
        return Arrays.stream(values())
                .filter(operation -> operation.path.equals(path))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such sideband endpoint: sideband:" + path
                        + "; there are events, open, reopen, send and close"));
    }

    @Override
    public String toString() {
        return path;
    }
}
