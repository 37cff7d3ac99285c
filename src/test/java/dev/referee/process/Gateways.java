package dev.referee.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a gateway is started in earnest: profile {@code live}, everything by a property, deadlines shortened. */
record Gateways(
        String publicUrl,
        String openAiUrl,
        String twilioUrl,
        String database,
        String java,
        List<String> options,
        List<String> more) {

    static final String OPERATOR = "the-token-of-an-operator";
    static final String WEBHOOK_SECRET = "whsec_dHdpbi13ZWJob29rLXNlY3JldC1ub3QtYS1yZWFsLW9uZQ==";

    Gateways(String publicUrl, String openAiUrl, String twilioUrl, String database) {
        this(publicUrl, openAiUrl, twilioUrl, database, Jar.RUNNING_JAVA, List.of(), List.of());
    }

    /** With options for the virtual machine. */
    Gateways on(String... options) {
        return new Gateways(publicUrl, openAiUrl, twilioUrl, database, java, List.of(options), more);
    }

    /** On another Java than the one that runs the tests. */
    Gateways under(Path otherJava) {
        return new Gateways(publicUrl, openAiUrl, twilioUrl, database, otherJava.toString(), options, more);
    }

    Gateways with(String... arguments) {
        List<String> all = new ArrayList<>(more);
        all.addAll(List.of(arguments));
        return new Gateways(publicUrl, openAiUrl, twilioUrl, database, java, options, List.copyOf(all));
    }

    Jar start(String name, Path folder, int port) {
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.profiles.active=live",
                "--spring.datasource.url=" + database,
                "--referee.cluster.node=" + name,
                "--referee.public-url=" + publicUrl,
                "--referee.openai.base-url=" + openAiUrl,
                "--referee.openai.api-key=sk-twin-not-a-real-key",
                "--referee.openai.webhook-secret=" + WEBHOOK_SECRET,
                "--referee.openai.project-id=proj_twin",
                "--referee.openai.sip-host=sip.twin.invalid",
                "--referee.twilio.base-url=" + twilioUrl,
                "--referee.twilio.account-sid=AC00000000000000000000000000007717",
                "--referee.twilio.auth-token=twin-not-a-real-token",
                "--referee.admin.token=" + OPERATOR,
                // most of these calls meet a silent REFER; the breaker has tests of its own
                "--referee.breaker.sliding-window=1000",
                "--referee.breaker.minimum-calls=1000",
                "--referee.breaker.failure-rate=100",
                "--referee.transfer.evidence-timeout=1s",
                "--referee.transfer.redirect-timeout=1s",
                "--referee.transfer.release-timeout=2s",
                "--referee.transfer.ring-timeout=5s",
                "--referee.targets.front-desk.ring=5s",
                "--referee.transfer.bridge-hold=1s",
                "--referee.transfer.return-timeout=8s"));
        more.forEach(argument -> {
            String key = argument.substring(0, argument.indexOf('=') + 1);
            arguments.removeIf(usual -> usual.startsWith(key));
            arguments.add(argument);
        });
        return Jar.start(java, name, folder, port, options, arguments);
    }
}
