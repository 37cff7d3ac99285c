package dev.referee.twin;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the twin is set up. Immutable; start from {@link #usual()}.
 *
 * @param port the port on loopback, 0 for any free one
 * @param gateway the base address of the gateway; null until {@link Twin#gateway(URI)} names it
 * @param openAi the vendor's side of what a gateway is configured with
 * @param twilio the carrier's side of it
 * @param seed the seed of all ids
 * @param aloneMax a caller alone for longer than this is a violation
 * @param owedMax an agent that owes its caller a turn and is not heard for longer is a violation
 * @param callsMax how many calls may be running at once
 * @param numbers of the carrier's account, besides the one that scripts dial unless they say otherwise
 */
public record TwinOptions(
        int port,
        @Nullable URI gateway,
        OpenAi openAi,
        Twilio twilio,
        long seed,
        Duration aloneMax,
        Duration owedMax,
        int callsMax,
        List<String> numbers) {

    /**
     * @param projectId the user part of SIP addresses that mean OpenAI
     * @param apiKey the bearer token that the verbs and the sideband want
     * @param webhookSecret signs the webhooks; {@code whsec_} and base64
     */
    public record OpenAi(String projectId, String apiKey, String webhookSecret) {}

    /**
     * @param accountSid the carrier's account
     * @param authToken signs the carrier's posts, and is the REST password of the account
     * @param restKey the user name of a REST API key besides, or null
     * @param restSecret its password, or null
     */
    public record Twilio(
            String accountSid,
            String authToken,
            @Nullable String restKey,
            @Nullable String restSecret) {}

    /** A free port and made-up credentials. */
    public static TwinOptions usual() {
        return new TwinOptions(
                0,
                null,
                new OpenAi("proj_twin", "sk-twin", "whsec_dGhlLXR3aW4tb2YtcmVmZXJlZS1zaWducy10aGlz"),
                new Twilio("AC00000000000000000000000000007e11", "7e117e117e117e117e117e117e117e11", null, null),
                1,
                Duration.ofSeconds(10),
                owedMax(Duration.ofSeconds(8)),
                500,
                List.of());
    }

    /** With this port. */
    public TwinOptions withPort(int value) {
        return new TwinOptions(value, gateway, openAi, twilio, seed, aloneMax, owedMax, callsMax, numbers);
    }

    /** With this gateway. */
    public TwinOptions withGateway(URI value) {
        return new TwinOptions(port, value, openAi, twilio, seed, aloneMax, owedMax, callsMax, numbers);
    }

    /** With these credentials of the vendor. */
    public TwinOptions with(OpenAi value) {
        return new TwinOptions(port, gateway, value, twilio, seed, aloneMax, owedMax, callsMax, numbers);
    }

    /** With these credentials of the carrier. */
    public TwinOptions with(Twilio value) {
        return new TwinOptions(port, gateway, openAi, value, seed, aloneMax, owedMax, callsMax, numbers);
    }

    /** With this seed. */
    public TwinOptions withSeed(long value) {
        return new TwinOptions(port, gateway, openAi, twilio, value, aloneMax, owedMax, callsMax, numbers);
    }

    /** With this limit for a caller alone. */
    public TwinOptions withAloneMax(Duration value) {
        return new TwinOptions(port, gateway, openAi, twilio, seed, value, owedMax, callsMax, numbers);
    }

    /** With the limit for a turn that is owed, which follows from how long an agent may be silent. */
    public TwinOptions withSilence(Duration silence) {
        return new TwinOptions(port, gateway, openAi, twilio, seed, aloneMax, owedMax(silence), callsMax, numbers);
    }

    /** Silent, asked to speak, silent again, and five seconds to bring the caller to somebody else. */
    private static Duration owedMax(Duration silence) {
        return silence.multipliedBy(2).plusSeconds(5);
    }

    /** With at most so many calls at once. */
    public TwinOptions withCallsMax(int value) {
        return new TwinOptions(port, gateway, openAi, twilio, seed, aloneMax, owedMax, value, numbers);
    }

    /** With these numbers in the carrier's account. */
    public TwinOptions withNumbers(List<String> value) {
        return new TwinOptions(port, gateway, openAi, twilio, seed, aloneMax, owedMax, callsMax, List.copyOf(value));
    }
}
