package dev.referee.bench;

import dev.referee.twin.Exchange;
import dev.referee.twin.TwinCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one whole call says of its gateway, as the twin saw it, in milliseconds. NaN where it did not come to that.
 *
 * @param faults what went wrong for the caller or was done wrong by the gateway; empty for a sound call, whose caller was bridged to
 *     a human
 * @param acceptMs from sending the webhook to the arrival of {@code /accept}
 * @param overrunMs how long after the evidence deadline the carrier was asked to redirect the caller; the deadline runs from
 *     the answer to {@code /refer}
 * @param verdictMs from the fetch of the redirect's document, which is the evidence, to its answer, which dials the human
 */
record CallFigures(List<String> faults, double acceptMs, double overrunMs, double verdictMs) {

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
        List<String> faults = new ArrayList<>(call.violations());
        if (call.bridges().size() != 1) {
            faults.add("bridged " + call.bridges().size() + " times");
        }
        Instant asked = refer == null ? null : refer.answeredAt();
        return new CallFigures(
                List.copyOf(faults),
                ms(webhook == null ? null : webhook.at(), accept == null ? null : accept.at()),
                ms(asked == null ? null : asked.plus(evidenceTimeout), redirect == null ? null : redirect.at()),
                ms(document == null ? null : document.at(), document == null ? null : document.answeredAt()));
    }

    boolean sound() {
        return faults.isEmpty();
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
