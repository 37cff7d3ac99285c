package dev.referee.bench.yardstick;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * What it is told on its command line, as {@code --name=value}.
 *
 * @param port where it listens, on loopback
 * @param publicUrl base of every callback address and of the carrier's signatures
 * @param openAi OpenAI's API with its version
 * @param apiKey for that
 * @param webhookSecret {@code whsec_} and base64
 * @param projectId the user part of the SIP address
 * @param sipHost its host; optional
 * @param twilio the carrier's REST API
 * @param accountSid the account there
 * @param authToken signs in, and checks signatures
 * @param orders answers {@code GET {orders}/{order_id}}; optional, else the twin's shop, which is at the carrier's address
 * @param evidenceTimeoutMs from the answer of /refer to the fallback; optional
 */
record Options(
        int port,
        String publicUrl,
        URI openAi,
        String apiKey,
        String webhookSecret,
        String projectId,
        String sipHost,
        URI twilio,
        String accountSid,
        String authToken,
        URI orders,
        long evidenceTimeoutMs) {

    /**
     * Reads a command line; unknown names are ignored.
     *
     * @throws IllegalArgumentException when something is missing or no such argument
     */
    static Options of(String... arguments) {
        Map<String, String> given = new HashMap<>();
        for (String argument : arguments) {
            String[] both = argument.split("=", 2);
            if (!argument.startsWith("--") || both.length < 2) {
                throw new IllegalArgumentException("not of the form --name=value: " + argument);
            }
            given.put(both[0].substring(2), both[1]);
        }
        String twilio = needed(given, "twilio");
        return new Options(
                Integer.parseInt(needed(given, "port")),
                needed(given, "public-url"),
                URI.create(needed(given, "openai")),
                needed(given, "api-key"),
                needed(given, "webhook-secret"),
                needed(given, "project-id"),
                given.getOrDefault("sip-host", "sip.api.openai.com"),
                URI.create(twilio),
                needed(given, "account-sid"),
                needed(given, "auth-token"),
                URI.create(given.getOrDefault("orders-url", twilio + "/orders")),
                Long.parseLong(given.getOrDefault("evidence-timeout", "4000")));
    }

    private static String needed(Map<String, String> given, String name) {
        String value = given.get(name);
        if (value == null) {
            throw new IllegalArgumentException("--" + name + " is missing");
        }
        return value;
    }
}
