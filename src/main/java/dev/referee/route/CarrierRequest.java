package dev.referee.route;

import dev.referee.call.CallKey;
import dev.referee.transfer.TransferId;
import dev.referee.twilio.CallbackForm;
import java.util.Map;
import org.apache.camel.Exchange;

/** Reads what a request of the carrier says: its form, and the query of the address that we gave it. */
final class CarrierRequest {

    private CarrierRequest() {}

    static CallbackForm form(Exchange exchange) {
        return Vars.required(exchange, Vars.FORM, CallbackForm.class);
    }

    static CallKey callKey(Exchange exchange) throws RequestRefused {
        try {
            return new CallKey(query(exchange, "c"));
        } catch (IllegalArgumentException malformed) {
            throw new RequestRefused(400, "the query parameter c names no call");
        }
    }

    static TransferId transferId(Exchange exchange) throws RequestRefused {
        try {
            return new TransferId(query(exchange, "t"));
        } catch (IllegalArgumentException malformed) {
            throw new RequestRefused(400, "the query parameter t names no transfer");
        }
    }

    static int stop(Exchange exchange) throws RequestRefused {
        return number("n", query(exchange, "n"));
    }

    /** Which leg of the stop; the only one, where the address does not say. */
    static int leg(Exchange exchange) throws RequestRefused {
        String leg = query(exchange, "l");
        return leg.isEmpty() ? 0 : number("l", leg);
    }

    /** The caller is there unless the carrier says that his leg is over. */
    static boolean callerUp(CallbackForm form) {
        return !form.callStatus().isOver();
    }

    /** How a Dial ended, in the words and codes of the carrier. */
    static String dialWord(CallbackForm form) {
        String status = form.first("DialCallStatus").orElse("unknown");
        String code = form.sipResponseCode().isPresent()
                ? " " + form.sipResponseCode().getAsInt()
                : "";
        String error = form.errorCode().isPresent() ? " " + form.errorCode().getAsInt() : "";
        return status + code + error;
    }

    /** A parameter of the address; empty if it has none of this name. */
    static String query(Exchange exchange, String name) {
        Object value = Vars.required(exchange, "query", Map.class).get(name);
        return value == null ? "" : value.toString();
    }

    private static int number(String name, String text) throws RequestRefused {
        if (!text.matches("[0-9]{1,4}")) {
            throw new RequestRefused(400, "the query parameter " + name + " is no number");
        }
        return Integer.parseInt(text);
    }
}
