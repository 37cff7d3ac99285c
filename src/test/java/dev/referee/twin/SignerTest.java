package dev.referee.twin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The published test vectors (facts/twilio-voice.md §2, openai-realtime-sip.md §1.4). */
class SignerTest {

    private static final String URL = "https://mycompany.com/myapp.php?foo=1&bar=2";

    @Test
    void signs_a_form_post_as_the_carrier_does() {
        Map<String, String> form = Map.of(
                "Digits", "1234",
                "CallSid", "CA1234567890ABCDE",
                "To", "+18005551212",
                "Caller", "+14158675309",
                "From", "+14158675309");

        assertThat(Signer.twilio("12345", URL, form)).isEqualTo("RSOYDt4T1cUTdK1PDd93/VVr8B8=");
        assertThat(Signer.twilio("12345", URL, Map.of())).isEqualTo("zYQTYrRWXE7LtzbG4PfP7/bkkGo=");
    }

    @Test
    void signs_a_webhook_as_the_vendor_does() {
        String body =
                "{\"id\": \"evt_685c059ae3a481909bdc86819b066fb6\", \"object\": \"event\", \"created_at\": 1750861210, "
                        + "\"type\": \"response.completed\", \"data\": {\"id\": \"resp_123\"}}";

        assertThat(Signer.webhook(
                        "whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=",
                        "wh_685c059ae39c8190af8c71ed1022a24d",
                        1750861210,
                        body))
                .isEqualTo("v1,gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY=");
    }
}
