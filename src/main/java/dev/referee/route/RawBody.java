package dev.referee.route;

import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;

/** Reads a request's body as the very bytes that were sent, up to a bound. */
final class RawBody {

    private RawBody() {}

    /** The bytes; refuses with 413 beyond {@code most}. */
    static byte[] read(Exchange exchange, int most) throws RequestRefused, IOException {
        Object body = exchange.getMessage().getBody();
        if (body instanceof StreamCache cache) {
            cache.reset();
        }
        InputStream stream = exchange.getMessage().getBody(InputStream.class);
        byte[] bytes = stream == null ? new byte[0] : stream.readNBytes(most + 1);
        if (bytes.length > most) {
            throw new RequestRefused(413, "the body is larger than " + most + " bytes");
        }
        return bytes;
    }
}
