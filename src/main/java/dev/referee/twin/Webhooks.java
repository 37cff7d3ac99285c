package dev.referee.twin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Announces one call to the gateway (facts/openai-realtime-sip.md §1): signed, and repeated with the same
 * {@code webhook-id} and a fresh timestamp until it is answered with 200. The vendor does so for 72 hours; the twin waits
 * 250 ms, then twice as long each time, and gives up after six repetitions.
 */
final class Webhooks {

    private static final long LIMIT_MS = 3_000;
    private static final long FIRST_PAUSE_MS = 250;
    private static final int REPEATS_MAX = 6;

    private final AgentSession session;
    private final CallSim call;

    Webhooks(AgentSession session) {
        this.session = session;
        this.call = session.call;
    }

    void announce() {
        String id = call.ids.hex("wh_");
        String event = incoming("realtime.call.incoming").toString();
        Faults.Webhook how = call.get(Switches.WEBHOOK);
        switch (how) {
            case ONCE -> post(id, event);
            case DOUBLED -> {
                post(id, event);
                call.after(20, () -> post(id, event));
            }
            case DOUBLED_NEW_ID -> {
                post(id, event);
                String other = call.ids.hex("wh_");
                call.after(
                        20, () -> post(other, incoming("realtime.call.incoming").toString()));
            }
            case LATE -> call.after(call.get(Switches.WEBHOOK_LATE_MS), () -> post(id, event));
            case FORGED -> attempt(id, event, 0, true);
            case NEVER -> call.judge.tell("OpenAI announces nothing");
            case WITH_LIVE_TRANSPORT -> {
                post(id, event);
                post(call.ids.hex("wh_"), live().toString());
            }
            case UNKNOWN_TYPE -> {
                post(
                        call.ids.hex("wh_"),
                        incoming("realtime.call.never_heard_of").toString());
                call.after(20, () -> post(id, event));
            }
        }
        call.callerMayLeave(Faults.Caller.LEAVES_WHILE_RINGING);
    }

    private void post(String id, String body) {
        attempt(id, body, 0, false);
    }

    private void attempt(String id, String body, int repeat, boolean forged) {
        long timestamp = System.currentTimeMillis() / 1000;
        String secret = forged ? "not the secret" : call.world.options.openAi().webhookSecret();
        Map<String, String> headers = Map.of(
                "webhook-id",
                id,
                "webhook-timestamp",
                Long.toString(timestamp),
                "webhook-signature",
                Signer.webhook(secret, id, timestamp, body),
                "user-agent",
                "OpenAI/1.0 (+https://platform.openai.com/docs/webhooks)",
                "content-type",
                "application/json");
        String url = call.world.gateway("/openai/webhook");
        Poster.Send send = new Poster.Send(call, "webhook", "POST", url, headers, body);
        call.world.poster.post(send, LIMIT_MS, answer -> {
            boolean again = answer.status() != 200 && !forged && repeat < REPEATS_MAX;
            if (again) {
                call.judge.tell("webhook answered " + answer.status() + ", it will be repeated");
                call.after(FIRST_PAUSE_MS << repeat, () -> attempt(id, body, repeat + 1, false));
            } else if (forged && answer.status() == 200) {
                call.judge.complain("a webhook with a forged signature was answered 200");
            }
        });
    }

    private ObjectNode incoming(String type) {
        ObjectNode event = envelope(type);
        ObjectNode data = event.putObject("data").put("call_id", session.id).put("sip_media_security", "srtp");
        headers(data.putArray("sip_headers"));
        return event;
    }

    private ObjectNode live() {
        ObjectNode event = envelope("live.transport.incoming");
        ObjectNode data = event.putObject("data").put("type", "sip").put("session_id", call.ids.mixed("live_", 24));
        headers(data.putArray("sip_headers"));
        return event;
    }

    private ObjectNode envelope(String type) {
        return Json.object()
                .put("object", "event")
                .put("id", call.ids.hex("evt_"))
                .put("type", type)
                .put("created_at", System.currentTimeMillis() / 1000);
    }

    private void headers(ArrayNode list) {
        session.sipHeaders.forEach(
                header -> list.addObject().put("name", header.getKey()).put("value", header.getValue()));
    }
}
