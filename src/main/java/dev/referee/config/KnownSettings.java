package dev.referee.config;

import java.util.Locale;
import java.util.Map;

/** The environment variable of each setting, and where to get those that have no default (contract §3). */
final class KnownSettings {

    private static final Map<String, String> WHERE = Map.of(
            "referee.public-url",
            "the address under which Twilio and OpenAI reach this server, such as https://voice.example.com",
            "referee.openai.api-key",
            "OpenAI dashboard, Settings > Project > API keys, of the project that owns the SIP address",
            "referee.openai.webhook-secret",
            "OpenAI dashboard, Settings > Project > Webhooks, shown once when the endpoint is made",
            "referee.openai.project-id",
            "OpenAI dashboard, Settings > Project > General, starts with proj_",
            "referee.twilio.account-sid",
            "Twilio console, Account Info on the start page, starts with AC",
            "referee.twilio.auth-token",
            "Twilio console, Account Info on the start page; the primary token, an API key cannot check signatures");

    private KnownSettings() {}

    /** The property, followed by its environment variable where setting one makes sense. */
    static String named(String property) {
        return inMap(property) ? property : property + " (" + environment(property) + ")";
    }

    /** Where to get a required setting. */
    static String where(String property) {
        return WHERE.getOrDefault(property, "config/application.yaml has every setting with its default");
    }

    /** Vendors' settings have the names that their own tools use; all others start with {@code REFEREE_}. */
    static String environment(String property) {
        if (property.equals("referee.admin.metrics-token")) {
            return "REFEREE_METRICS_TOKEN";
        }
        String name = property.startsWith("referee.openai.") || property.startsWith("referee.twilio.")
                ? property.substring("referee.".length())
                : property;
        return name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static boolean inMap(String property) {
        return property.startsWith("referee.agents")
                || property.startsWith("referee.targets")
                || property.startsWith("referee.prices")
                || property.startsWith("referee.transfer.lifecycle-events");
    }
}
