package dev.referee.preflight;

import dev.referee.route.Entry;
import dev.referee.twilio.CallbackForm;
import dev.referee.twilio.TwilioSignature;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * Sends a request to our own public address that is signed like Twilio's, with what a proxy likes to change: escapes in the
 * query, blanks and other scripts in the form. If it is let in, the carrier's requests are, too.
 */
final class RoundTrip {

    /** Where it goes, below the public address. */
    static final String PATH = Entry.TWILIO_PREFLIGHT.path();

    private static final String NONCE = "Nonce";
    private static final int NONCE_MAX = 60;

    private RoundTrip() {}

    /** What our end answers: nobody else knows it, because it comes with a valid signature only. */
    static String echo(CallbackForm form) {
        return "referee "
                + form.first(NONCE).filter(it -> it.length() <= NONCE_MAX).orElse("");
    }

    static Finding run(String publicUrl, String authToken) throws InterruptedException {
        String url = publicUrl + PATH + "?from=%2B61&text=a%20b%2Fc";
        CallbackForm form = new CallbackForm(List.of(
                new CallbackForm.Field(NONCE, UUID.randomUUID().toString()),
                new CallbackForm.Field("SpeechResult", "Grüße & ☎ + more")));
        Http.Answer answer = Http.send(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-Twilio-Signature", new TwilioSignature(authToken).sign(url, form))
                .POST(HttpRequest.BodyPublishers.ofString(encoded(form))));
        return judge(answer, publicUrl, echo(form));
    }

    private static Finding judge(Http.Answer answer, String publicUrl, String expected) {
        String check = PublicUrlCheckup.NAME;
        int status = answer.status();
        if (status == 200 && answer.body().equals(expected)) {
            return Finding.ok(check, publicUrl + " leads here, and signatures survive the way");
        }
        if (status == 0) {
            return Finding.error(
                    check,
                    publicUrl + " is not reached from here: " + answer.failure(),
                    "check referee.public-url (REFEREE_PUBLIC_URL), DNS, the proxy and its certificate; some networks"
                            + " don't let a machine call its own public address, then run this elsewhere");
        }
        if (status == 200) {
            return Finding.error(
                    check,
                    publicUrl + " is answered by somebody else",
                    "let referee.public-url name the proxy in front of Referee, and the proxy hand all paths to it");
        }
        if (status == 403 && answer.body().contains("not signed by the carrier")) {
            return Finding.error(
                    check,
                    "a signed request arrives changed, so Twilio's will be refused: path, query or body was rewritten, or"
                            + " the node that answers has another public-url or auth-token",
                    "let the proxy hand on query and body as they are, and the path too, without that of public-url if it"
                            + " has one; give all nodes the same settings");
        }
        if (status >= 300 && status < 400) {
            return Finding.error(
                    check,
                    publicUrl + " redirects (" + status + ")",
                    "set referee.public-url (REFEREE_PUBLIC_URL) to the address that it redirects to");
        }
        return Finding.error(
                check,
                publicUrl + PATH + " answers " + status,
                status == 404 || status == 405
                        ? "let the proxy hand /twiml/, /twilio/ and /openai/ to Referee with their paths as they are"
                        : "look at the proxy: it does not find Referee, or does not let the request through");
    }

    private static String encoded(CallbackForm form) {
        StringBuilder text = new StringBuilder();
        for (CallbackForm.Field field : form.fields()) {
            text.append(text.isEmpty() ? "" : "&")
                    .append(field.name())
                    .append('=')
                    .append(URLEncoder.encode(field.value(), StandardCharsets.UTF_8));
        }
        return text.toString();
    }
}
