package dev.referee.route;

import dev.referee.config.RefereeSettings;
import dev.referee.twilio.CallbackForm;
import dev.referee.twilio.TwilioSignature;
import dev.referee.twilio.UnreadableForm;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Lets in only what the carrier signed. The address that was signed is the configured public one, never the Host header;
 * the signature is read from the request itself, because form fields merge into Camel's headers (facts/camel.md §5).
 */
@Component("carrierGate")
public class CarrierGate {

    private final TwilioSignature signature;
    private final RefereeSettings settings;

    CarrierGate(TwilioSignature signature, RefereeSettings settings) {
        this.signature = signature;
        this.settings = settings;
    }

    /** Checks the signature and leaves the decoded form in the variable {@code form}; refuses with 403. */
    public void check(Exchange exchange) throws RequestRefused, IOException {
        HttpServletRequest request = Requests.servlet(exchange);
        byte[] body = RawBody.read(exchange, CallbackForm.BYTES_MAX);
        String query = request.getQueryString();
        String url = settings.publicUrl() + request.getRequestURI() + (query == null ? "" : "?" + query);
        if (!isSigned(url, body, request.getHeader("X-Twilio-Signature"))) {
            throw new RequestRefused(
                    403, "not signed by the carrier; is referee.public-url the address that the carrier calls?");
        }
        try {
            exchange.setVariable(Vars.FORM, Rescue.whole(CallbackForm.parse(body), Requests.query(request)));
        } catch (UnreadableForm unreadable) {
            throw new RequestRefused(400, "the form cannot be read: " + unreadable.getMessage());
        }
        exchange.setVariable("path", request.getRequestURI());
        exchange.setVariable("query", Requests.query(request));
        Requests.forget(exchange);
    }

    /**
     * That the fragment of our callback addresses is not signed was only observed (facts/twilio-voice.md §1), so a signature
     * over the whole address is as good: it takes the same secret.
     */
    private boolean isSigned(String url, byte[] body, @Nullable String shown) {
        return signature.isValid(url, body, shown)
                || signature.isValid(url + RefereeSettings.CONNECTION_OVERRIDES, body, shown);
    }
}
