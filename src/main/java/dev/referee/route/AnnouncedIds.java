package dev.referee.route;

import dev.referee.openai.OpenAiEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * By which ids others know an announced session, for the books and for whoever is asked about it. They come with the INVITE, so
 * they prove nothing, and what does not look like an id is left out.
 */
final class AnnouncedIds {

    private static final Predicate<String> ID =
            Pattern.compile("[A-Za-z0-9._@:-]{1,128}").asMatchPredicate();
    private static final Predicate<String> LEG =
            Pattern.compile("CA[0-9a-f]{32}").asMatchPredicate();

    private AnnouncedIds() {}

    static Map<String, String> of(String webhookId, OpenAiEvent.IncomingCall incoming) {
        Map<String, String> ids = new HashMap<>();
        if (ID.test(webhookId)) {
            ids.put("webhookId", webhookId);
        }
        if (ID.test(incoming.eventId())) {
            ids.put("eventId", incoming.eventId());
        }
        incoming.headers().first("X-Twilio-CallSid").filter(LEG).ifPresent(leg -> ids.put("agentLeg", leg));
        incoming.headers().first("Call-ID").filter(ID).ifPresent(id -> ids.put("sipCallId", id));
        return ids;
    }
}
