package dev.referee.route;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.springboot.PlatformHttpMessage;

/** Reads the servlet request behind an exchange. */
public final class Requests {

    private Requests() {}

    static HttpServletRequest servlet(Exchange exchange) {
        if (exchange.getMessage() instanceof PlatformHttpMessage message) {
            return message.getRequest();
        }
        throw new IllegalStateException("route " + exchange.getFromRouteId() + " has no HTTP request");
    }

    /** The decoded query; of a repeated name the first counts. Our callback URLs carry only ids. */
    public static Map<String, String> query(HttpServletRequest request) {
        Map<String, String> query = new LinkedHashMap<>();
        String raw = request.getQueryString();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            int at = pair.indexOf('=');
            if (at > 0) {
                query.putIfAbsent(pair.substring(0, at), decoded(pair.substring(at + 1)));
            }
        }
        return query;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }

    /** Everything that came from outside leaves the message; what is needed rides in variables. */
    static void forget(Exchange exchange) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(null);
    }
}
