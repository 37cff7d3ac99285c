package dev.referee.config;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Profiles;

/**
 * Who may use {@code /api} and read metrics. Prints without the tokens.
 *
 * @param token bearer token of operators, or null: then {@code /api} is shut, except under profile {@code twin}
 * @param metricsToken bearer token for {@code /actuator/prometheus} alone, or null: then the admin token is needed there
 */
public record AdminSettings(
        @Nullable String token, @Nullable String metricsToken) {

    /** What cannot be guessed, however many tries a second there are: nobody is ever locked out. */
    private static final int LENGTH_LEAST = 16;

    private static final String TOKEN = "referee.admin.token";
    private static final String METRICS_TOKEN = "referee.admin.metrics-token";

    public AdminSettings {
        token = Problems.blankToNull(token);
        metricsToken = Problems.blankToNull(metricsToken);
    }

    void check(Problems problems) {
        check(TOKEN, token, problems);
        check(METRICS_TOKEN, metricsToken, problems);
    }

    private static void check(String property, @Nullable String value, Problems problems) {
        if (value != null) {
            problems.text(property, value, Problems::isUnbroken, "a token without blanks");
        }
    }

    /** Tokens that could be guessed, and ways around them; none where everybody is let in. */
    static List<SettingProblem> problems(ConfigurableEnvironment environment) {
        Problems problems = new Problems();
        if (environment.acceptsProfiles(Profiles.of("twin & !live"))) {
            return problems.found();
        }
        Binder settings = Binder.get(environment);
        for (String property : List.of(TOKEN, METRICS_TOKEN)) {
            String value = text(settings, property);
            if (!value.isBlank() && value.length() < LENGTH_LEAST && Problems.isUnbroken(value)) {
                problems.add(
                        property,
                        "is too short: it must have at least " + LENGTH_LEAST
                                + " characters, such as the output of openssl rand -hex 24");
            }
        }
        for (String property : List.of("management.server.port", "management.endpoints.web.base-path")) {
            String value = text(settings, property);
            if (!value.isBlank() && !value.equals("/actuator")) {
                problems.add(property, "takes health and metrics to where nobody is asked for a token: do not set it");
            }
        }
        return problems.found();
    }

    private static String text(Binder settings, String property) {
        try {
            return settings.bind(property, String.class).orElse("");
        } catch (BindException unreadable) {
            return ""; // which is told anyway
        }
    }

    @Override
    public String toString() {
        return "AdminSettings[token=" + said(token) + ", metricsToken=" + said(metricsToken) + "]";
    }

    private static String said(@Nullable String secret) {
        return secret == null ? "none" : "given";
    }
}
