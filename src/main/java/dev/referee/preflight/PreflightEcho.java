package dev.referee.preflight;

import dev.referee.route.Vars;
import dev.referee.twilio.CallbackForm;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Answers the preflight's own request, so that it knows that it reached us and nobody else. Changes nothing. */
@Component("preflightEcho")
public class PreflightEcho {

    /** Says back what was signed. */
    public void answer(Exchange exchange) {
        CallbackForm form = exchange.getVariable(Vars.FORM, CallbackForm.class);
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "text/plain");
        exchange.getMessage().setBody(RoundTrip.echo(form));
    }
}
