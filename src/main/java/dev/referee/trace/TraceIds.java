package dev.referee.trace;

import dev.referee.call.CallKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The ids that every node derives alike, so that none has to be asked or stored: that of a call's trace, and of the spans
 * that others hang on.
 */
final class TraceIds {

    private static final int TRACE_BYTES = 16;
    private static final int SPAN_BYTES = 8;

    private TraceIds() {}

    /** Of a call's trace. */
    static String trace(CallKey key) {
        return hash("trace " + key.value(), TRACE_BYTES);
    }

    /** Of the span that is the whole call. */
    static String root(CallKey key) {
        return hash("call " + key.value(), SPAN_BYTES);
    }

    /** Of the span that is a whole transfer. */
    static String transfer(String transferId) {
        return hash("transfer " + transferId, SPAN_BYTES);
    }

    /** Of the span that is one mechanism of a transfer. */
    static String mechanism(String transferId, String mechanism) {
        return hash("mechanism " + transferId + " " + mechanism, SPAN_BYTES);
    }

    private static String hash(String text, int bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, bytes);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
