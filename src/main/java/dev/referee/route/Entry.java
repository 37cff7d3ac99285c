package dev.referee.route;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where the program itself, the carrier or OpenAI enters the routes. Nothing is sent to a route, and no address is given to
 * anybody, but by one of these, so what a set of routes must have is what stands here.
 */
public enum Entry {
    ACCEPT("direct:accept"),
    REJECT("direct:reject"),
    HANG_UP("direct:hang-up"),
    AGENT_MUTE("direct:agent-mute"),
    AGENT_TROUBLE("direct:agent-trouble"),
    ATTACH("direct:attach"),
    REATTACH("direct:reattach"),
    DETACH("direct:detach"),
    GREET("direct:greet"),
    TELL_AGENT("direct:tell-agent"),
    SAY("direct:say"),
    TOOL_CALL("direct:tool-call"),
    ANNOUNCE_END("direct:announce-end"),
    BRING_TO_END("direct:bring-to-end"),
    TRANSFER("direct:transfer"),
    TRANSFER_RESUME("direct:transfer-resume"),
    EVIDENCE("direct:evidence"),
    FETCH_CALLER("direct:fetch-caller"),
    END_CALLER("direct:end-caller"),
    ASK_CARRIER("direct:ask-carrier"),
    CALL_ENDED("direct:call-ended"),

    OPENAI_WEBHOOK("platform-http:/openai/webhook"),
    TWIML_INBOUND("platform-http:/twiml/inbound"),
    TWIML_AGENT_ENDED("platform-http:/twiml/agent-ended"),
    TWIML_REFER("platform-http:/twiml/refer"),
    TWIML_TRANSFER("platform-http:/twiml/transfer"),
    TWIML_TRANSFER_ENDED("platform-http:/twiml/transfer-ended"),
    TWIML_WHISPER("platform-http:/twiml/whisper"),
    TWIML_WHISPERED("platform-http:/twiml/whispered"),
    TWIML_VOICEMAIL_ENDED("platform-http:/twiml/voicemail-ended"),
    TWIML_WAIT("platform-http:/twiml/wait"),
    TWILIO_AGENT_LEG("platform-http:/twilio/agent-leg"),
    TWILIO_CALLER_LEG("platform-http:/twilio/caller-leg"),
    TWILIO_TARGET_LEG("platform-http:/twilio/target-leg"),
    TWILIO_RECORDING("platform-http:/twilio/recording"),
    TWILIO_PREFLIGHT("platform-http:/twilio/preflight");

    private static final String HTTP = "platform-http:";

    private final String uri;

    Entry(String uri) {
        this.uri = uri;
    }

    /** What its route consumes from, as a route file writes it. */
    public String uri() {
        return uri;
    }

    /** The path below the public address; only for those that others call. */
    public String path() {
        if (!uri.startsWith(HTTP)) {
            throw new IllegalStateException(uri + " has no path");
        }
        return uri.substring(HTTP.length());
    }

    /** All of them, each as a route file writes it. */
    public static Set<String> uris() {
        return Arrays.stream(values()).map(Entry::uri).collect(Collectors.toUnmodifiableSet());
    }
}
