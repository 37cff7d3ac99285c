package dev.referee.ops;

import dev.referee.config.LimitSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Reads bodies that anybody may send, before anything else is given to their request. A body that is still on its way holds
 * a thread, so these are bounded in number and in time: whoever sends byte by byte gets a 408, however often the bytes
 * come, and those beyond the bound a 503. A body that came with its head costs neither. Thread-safe.
 */
@Component
class Bodies {

    private static final int BUFFER = 8 * 1024;

    private final Semaphore coming;
    private final Duration patience;

    Bodies(LimitSettings limits) {
        this.coming = new Semaphore(limits.requests());
        this.patience = limits.bodyTimeout();
    }

    /** The whole body, of {@code most} bytes at most, or why there is none. */
    Reading read(HttpServletRequest request, int most) throws IOException {
        long announced = request.getContentLengthLong();
        if (announced > most) {
            return tooLarge(most);
        }
        if (announced <= 0 && request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null) {
            return Reading.of(new byte[0]);
        }
        InputStream stream = request.getInputStream();
        if (announced > 0 && stream.available() >= announced) {
            return Reading.of(stream.readNBytes((int) announced));
        }
        if (!coming.tryAcquire()) {
            return Reading.none(HttpStatus.SERVICE_UNAVAILABLE, "too many requests at once; try again");
        }
        try {
            return toItsEnd(stream, most);
        } catch (SocketTimeoutException silent) {
            return tooSlow();
        } catch (IOException broken) {
            return Reading.none(HttpStatus.BAD_REQUEST, "the body ended too early");
        } finally {
            coming.release();
        }
    }

    private Reading toItsEnd(InputStream stream, int most) throws IOException {
        long until = System.nanoTime() + patience.toNanos();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] some = new byte[BUFFER];
        for (int count = stream.read(some); count >= 0; count = stream.read(some)) {
            body.write(some, 0, count);
            if (body.size() > most) {
                return tooLarge(most);
            }
            if (System.nanoTime() - until > 0) {
                return tooSlow();
            }
        }
        return Reading.of(body.toByteArray());
    }

    private static Reading tooLarge(int most) {
        return Reading.none(HttpStatus.PAYLOAD_TOO_LARGE, "the body is larger than " + most + " bytes");
    }

    private static Reading tooSlow() {
        return Reading.none(HttpStatus.REQUEST_TIMEOUT, "the body took too long");
    }

    /**
     * A body, or the status of the answer.
     *
     * @param body its bytes; empty with a refusal
     * @param refusal the status; null with a body
     * @param why the refusal in words
     */
    record Reading(byte[] body, @Nullable HttpStatus refusal, String why) {

        private static Reading of(byte[] body) {
            return new Reading(body, null, "");
        }

        private static Reading none(HttpStatus status, String why) {
            return new Reading(new byte[0], status, why);
        }
    }
}
