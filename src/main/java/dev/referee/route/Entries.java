package dev.referee.route;

import java.util.Set;

/** The routes that Java code, the carrier or OpenAI need: what they consume from. A reload must not lose one of them. */
public final class Entries {

    /** Each as a route file writes it. */
    public static final Set<String> REQUIRED = Set.of(
            "direct:accept",
            "direct:reject",
            "direct:hang-up",
            "direct:attach",
            "direct:detach",
            "direct:greet",
            "direct:transfer",
            "direct:transfer-resume",
            "direct:fetch-caller",
            "direct:end-caller",
            "direct:ask-carrier",
            "direct:tell-agent",
            "direct:tool-call",
            "direct:say",
            "direct:evidence",
            "platform-http:/openai/webhook",
            "platform-http:/twiml/inbound",
            "platform-http:/twiml/agent-ended",
            "platform-http:/twiml/refer",
            "platform-http:/twiml/transfer",
            "platform-http:/twiml/transfer-ended",
            "platform-http:/twiml/voicemail-ended",
            "platform-http:/twiml/wait",
            "platform-http:/twilio/agent-leg",
            "platform-http:/twilio/caller-leg",
            "platform-http:/twilio/recording",
            "platform-http:/twilio/target-leg");

    private Entries() {}
}
