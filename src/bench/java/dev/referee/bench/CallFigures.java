package dev.referee.bench;

import dev.referee.twin.Exchange;
import dev.referee.twin.TwinCall;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one whole call says of its gateway, as the twin saw it, in milliseconds. NaN where it did not come to that.
 *
 * @param sound whether the caller was bridged to a human and the gateway did nothing wrong
 * @param acceptMs from sending the webhook to the arrival of {@code /accept}
 * @param overrunMs how long after the evidence deadline the carrier was asked to redirect the caller; the deadline runs from
 *     the answer to {@code /refer}
 * @param verdictMs from the fetch of the redirect's document, which is the evidence, to its answer, which dials the human
 */
record CallFigures(boolean sound, double acceptMs, double overrunMs, double verdictMs) {

    static CallFigures of(TwinCall call, Duration evidenceTimeout) {
        Exchange webhook = first(call, "webhook");
        Exchange accept = first(call, "accept");
        Exchange refer = first(call, "refer");
        Exchange redirect = first(call, "update-call");
        Exchange document = call.exchanges().stream()
                .filter(each -> each.path().startsWith("/twiml/transfer?")
                        || each.path().equals("/twiml/transfer"))
                .findFirst()
                .orElse(null);
        boolean sound = call.bridges().size() == 1 && call.violations().isEmpty();
        Instant asked = refer == null ? null : refer.answeredAt();
        return new CallFigures(
                sound,
                ms(webhook == null ? null : webhook.at(), accept == null ? null : accept.at()),
                ms(asked == null ? null : asked.plus(evidenceTimeout), redirect == null ? null : redirect.at()),
                ms(document == null ? null : document.at(), document == null ? null : document.answeredAt()));
    }

    private static @Nullable Exchange first(TwinCall call, String kind) {
        List<Exchange> all = call.exchanges(kind);
        return all.isEmpty() ? null : all.get(0);
    }

    private static double ms(@Nullable Instant from, @Nullable Instant to) {
        return from == null || to == null
                ? Double.NaN
                : Duration.between(from, to).toNanos() / 1e6;
    }
}
