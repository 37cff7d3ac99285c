package dev.referee.twin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request between gateway and twin, in either direction.
 *
 * @param direction {@code in} from the gateway to the twin, {@code out} from the twin to the gateway
 * @param kind what it was: accept, reject, refer, hangup, attach, redirect, fetch-call … or webhook, inbound, document,
 *     dial-action, refer-url, status …
 * @param method the HTTP method
 * @param path path and query
 * @param at when it arrived or left
 * @param answeredAt when its answer left or arrived; null while there is none
 * @param status the HTTP status of the answer; 0 while there is none
 * @param parameters what it carried, in words
 */
public record Exchange(
        String direction,
        String kind,
        String method,
        String path,
        Instant at,
        @Nullable Instant answeredAt,
        int status,
        String parameters) {

    Exchange answered(Instant when, int code) {
        return new Exchange(direction, kind, method, path, at, when, code, parameters);
    }
}
