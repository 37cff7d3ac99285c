package dev.referee.route;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Answers requests that went wrong with problem JSON (RFC 9457) that says nothing of our inside. */
@Component("problems")
public class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    /** A request that was refused on purpose. */
    public void refused(Exchange exchange) {
        RequestRefused refused = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, RequestRefused.class);
        LOG.warn("{} refused: {} {}", exchange.getFromRouteId(), refused.status(), refused.getMessage());
        answer(exchange, refused.status(), refused.getMessage());
    }

    /** A request that we could not handle: 503 while the database is away, so that it is sent again; else 500. */
    public void broken(Exchange exchange) {
        Exception broken = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        boolean away = broken instanceof DataAccessException || broken instanceof TransactionException;
        LOG.error("{} failed", exchange.getFromRouteId(), broken);
        answer(exchange, away ? 503 : 500, away ? "the database is not available; try again" : "internal error");
        if (away) {
            exchange.getMessage().setHeader("Retry-After", "1");
        }
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
                        .put("detail", detail)
                        .toString());
    }

    private static String title(int status) {
        org.springframework.http.HttpStatus known = org.springframework.http.HttpStatus.resolve(status);
        return known == null ? "Problem" : known.getReasonPhrase();
    }
}
