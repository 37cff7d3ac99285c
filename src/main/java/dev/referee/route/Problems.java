package dev.referee.route;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.referee.masking.LogBrake;
import dev.referee.masking.Masking;
import dev.referee.twilio.CallbackForm;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Answers requests that went wrong with problem JSON (RFC 9457) that says nothing of our inside. */
@Component("problems")
public class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private final LogBrake brake = new LogBrake();
    private final Rescue rescue;

    Problems(Rescue rescue) {
        this.rescue = rescue;
    }

    /** A request that was refused on purpose. */
    public void refused(Exchange exchange) {
        RequestRefused refused = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, RequestRefused.class);
        brake.pass(exchange.getFromRouteId() + " " + refused.status())
                .ifPresent(held -> LOG.warn(
                        "{} refused: {} {}{}",
                        exchange.getFromRouteId(),
                        refused.status(),
                        refused.getMessage(),
                        held));
        answer(exchange, refused.status(), refused.getMessage());
    }

    /**
     * A request that we could not handle. While the database is away a caller's document is asked for again in a second
     * ({@link Rescue}) and everything else is a 503, so that it is sent again; else 500.
     */
    public void broken(Exchange exchange) {
        Exception broken = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (!Database.isAway(broken)) {
            brake.pass(exchange.getFromRouteId() + " " + broken.getClass().getName())
                    .ifPresent(held -> LOG.error("{} failed{}", exchange.getFromRouteId(), held, broken));
            answer(exchange, 500, "internal error");
            return;
        }
        brake.pass(exchange.getFromRouteId() + " away")
                .ifPresent(held -> LOG.error(
                        "{}: the database is not available: {}{}{}",
                        exchange.getFromRouteId(),
                        String.valueOf(broken),
                        Database.remedy(broken),
                        held));
        Optional<String> document = document(exchange);
        if (document.isPresent()) {
            exchange.getMessage().removeHeaders("*");
            exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/xml");
            exchange.getMessage().setBody(document.get());
            return;
        }
        answer(exchange, 503, "the database is not available; try again");
        exchange.getMessage().setHeader("Retry-After", "1");
    }

    /** What this caller gets instead, if the request was the carrier's and for a document. */
    @SuppressWarnings("unchecked")
    private Optional<String> document(Exchange exchange) {
        String path = exchange.getVariable("path", String.class);
        Map<String, String> query = exchange.getVariable("query", Map.class);
        return path == null || query == null
                ? Optional.empty()
                : rescue.document(path, query, exchange.getVariable(Vars.FORM, CallbackForm.class));
    }

    private static void answer(Exchange exchange, int status, String detail) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/problem+json");
        exchange.getMessage()
                .setBody(JsonNodeFactory.instance
                        .objectNode()
                        .put("type", "about:blank")
                        .put("title", title(status))
                        .put("status", status)
                        .put("detail", Masking.mask(detail))
                        .toString());
    }

    private static String title(int status) {
        org.springframework.http.HttpStatus known = org.springframework.http.HttpStatus.resolve(status);
        return known == null ? "Problem" : known.getReasonPhrase();
    }
}
