package dev.referee.twin;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.Environment;

/**
 * Starts the twin beside the gateway under profile {@code twin}. It listens as soon as the bean exists, that is before any
 * route runs. Credentials are read from the gateway's own settings, so that both sides agree.
 */
@Configuration(proxyBeanMethods = false)
@Profile("twin")
class TwinConfiguration {

    private static final int PORT = 8089;
    private static final Duration SILENCE = Duration.ofSeconds(8);

    @Bean(destroyMethod = "close")
    Twin twin(Environment environment, ObjectProvider<TwinTime> time) throws IOException {
        TwinOptions options = options(environment);
        try {
            return Twin.start(options, time.getIfAvailable());
        } catch (IOException e) {
            if (e.getCause() != null && e.getCause().getCause() instanceof java.net.BindException) {
                throw new PortInUseException(options.port(), e); // Spring Boot prints this one without a stack trace
            }
            throw e;
        }
    }

    static TwinOptions options(Environment environment) {
        TwinOptions usual = TwinOptions.usual();
        TwinOptions.OpenAi openAi = usual.openAi();
        TwinOptions.Twilio twilio = usual.twilio();
        String publicUrl = text(environment, "referee.public-url", "http://localhost:8080");
        return usual.withPort(environment.getProperty("referee.twin.port", Integer.class, PORT))
                .withSeed(environment.getProperty("referee.twin.seed", Long.class, usual.seed()))
                .withGateway(URI.create(publicUrl))
                .withNumbers(numbers(environment))
                .withSilence(environment.getProperty("referee.agent.silence", Duration.class, SILENCE))
                .with(new TwinOptions.OpenAi(
                        text(environment, "referee.openai.project-id", openAi.projectId()),
                        text(environment, "referee.openai.api-key", openAi.apiKey()),
                        text(environment, "referee.openai.webhook-secret", openAi.webhookSecret())))
                .with(new TwinOptions.Twilio(
                        text(environment, "referee.twilio.account-sid", twilio.accountSid()),
                        text(environment, "referee.twilio.auth-token", twilio.authToken()),
                        environment.getProperty("referee.twilio.api-key"),
                        environment.getProperty("referee.twilio.api-secret")));
    }

    /** What agents are reached by belongs to the account. */
    private static List<String> numbers(Environment environment) {
        return Binder.get(environment)
                .bind("referee.agents", Bindable.mapOf(String.class, Numbers.class))
                .orElse(Map.of())
                .values()
                .stream()
                .flatMap(agent -> agent.numbers().stream())
                .map(number -> number.startsWith("+") ? number : "+" + number)
                .toList();
    }

    record Numbers(List<String> numbers) {
        Numbers {
            numbers = numbers == null ? List.of() : numbers;
        }
    }

    private static String text(Environment environment, String property, String otherwise) {
        String value = environment.getProperty(property);
        return value == null || value.isBlank() ? otherwise : value;
    }
}
