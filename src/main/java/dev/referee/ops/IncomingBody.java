package dev.referee.ops;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * The body of one request while it comes in. First {@link #takeWhatIsHere}, which never waits; if that was not all of it,
 * {@link #await}. One thread at a time uses it: the container calls one after the other.
 */
final class IncomingBody implements AutoCloseable {

    private static final int BUFFER = 8 * 1024;

    private final ServletInputStream stream;
    private final long announced;
    private final boolean isThere;
    private final int most;
    private final BodyRoom room;
    private final ByteArrayOutputStream bytes;
    private long taken;
    private boolean ended;
    private @Nullable HttpStatus problem;

    IncomingBody(HttpServletRequest request, int most, BodyRoom room) throws IOException {
        this.announced = request.getContentLengthLong();
        this.isThere = announced > 0 || announced < 0 && request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
        this.stream = request.getInputStream();
        this.most = most;
        this.room = room;
        this.bytes = new ByteArrayOutputStream(isThere ? (int) Math.max(64, Math.min(announced, BodyRoom.EACH)) : 0);
        this.ended = !isThere;
    }

    /** What the container wants to be told when the body is over, one way or the other. */
    @FunctionalInterface
    interface Whole {

        void end(IncomingBody body) throws IOException;
    }

    boolean isWhole() {
        return ended && problem == null;
    }

    /** The status of the answer if there is no whole body: 400, 408, 413 or 503. */
    @Nullable
    HttpStatus problem() {
        return problem;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    /** A body that came with its head. One in chunks is left alone: to read the size of the next chunk could mean to wait. */
    void takeWhatIsHere() {
        try {
            byte[] buffer = new byte[announced > 0 ? (int) Math.min(announced, BUFFER) : 0];
            while (announced > bytes.size() && problem == null && stream.available() > 0) {
                take(buffer, stream.read(buffer));
            }
            ended = ended || announced > 0 && bytes.size() == announced;
        } catch (IOException broken) {
            problem = HttpStatus.BAD_REQUEST;
        }
    }

    /** Tells {@code whole} once, on a thread of the container, when the last byte is here or will never be. */
    void await(AsyncContext later, Whole whole) {
        Rest rest = new Rest(whole);
        later.addListener(rest);
        stream.setReadListener(rest);
    }

    private void take(byte[] buffer, int count) {
        if (count < 0) { // of a body in chunks, its end; the container also says so by itself
            problem = announced > bytes.size() ? HttpStatus.BAD_REQUEST : null;
            return;
        }
        if (bytes.size() + count > most) {
            problem = HttpStatus.PAYLOAD_TOO_LARGE;
            return;
        }
        long beyond = Math.max(0, bytes.size() + count - BodyRoom.EACH) - taken;
        if (beyond > 0 && !room.take(beyond)) {
            problem = HttpStatus.SERVICE_UNAVAILABLE;
            return;
        }
        taken += Math.max(0, beyond);
        bytes.write(buffer, 0, count);
    }

    /** Gives back the room it took; to be called when nobody needs the bytes any more. Twice is once. */
    @Override
    public void close() {
        room.giveBack(taken);
        taken = 0;
    }

    private final class Rest implements ReadListener, AsyncListener {

        private final Whole whole;
        private final byte[] buffer = new byte[BUFFER];
        private boolean told;

        private Rest(Whole whole) {
            this.whole = whole;
        }

        @Override
        public void onDataAvailable() throws IOException {
            int count = 0;
            while (problem == null && count >= 0 && !stream.isFinished() && stream.isReady()) {
                count = stream.read(buffer);
                take(buffer, count);
            }
            if (problem != null) {
                tell();
            }
        }

        @Override
        public void onAllDataRead() throws IOException {
            ended = true;
            tell();
        }

        @Override
        public void onError(Throwable broken) {
            end(broken instanceof SocketTimeoutException ? HttpStatus.REQUEST_TIMEOUT : HttpStatus.BAD_REQUEST);
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            end(HttpStatus.REQUEST_TIMEOUT);
        }

        @Override
        public void onError(AsyncEvent event) {
            end(HttpStatus.BAD_REQUEST);
        }

        private void end(HttpStatus why) {
            if (!told) {
                problem = why;
                try {
                    tell();
                } catch (IOException gone) {
                    // nobody is left to be answered
                }
            }
        }

        private void tell() throws IOException {
            if (!told) {
                told = true;
                whole.end(IncomingBody.this);
            }
        }

        @Override
        public void onComplete(AsyncEvent event) {
            if (!told) {
                told = true;
                close();
            }
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // what comes behind the gate has listeners of its own
        }
    }
}
