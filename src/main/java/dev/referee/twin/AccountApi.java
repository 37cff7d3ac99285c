package dev.referee.twin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerRequest;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;

/**
 * What both vendors say of an account that is set up as it must be: its models, numbers and permissions
 * (facts/twilio-voice.md §1; the shapes of models and permissions are those of the vendors' SDKs).
 */
final class AccountApi {

    private static final List<String> MODELS =
            List.of("gpt-realtime", "gpt-realtime-2", "gpt-realtime-2.1", "gpt-realtime-2.1-mini");

    private final World world;
    private final OpenAiApi openAi;
    private final TwilioApi twilio;

    AccountApi(World world, OpenAiApi openAi, TwilioApi twilio) {
        this.world = world;
        this.openAi = openAi;
        this.twilio = twilio;
    }

    void models(HttpServerRequest request, Reply reply) {
        dated(reply);
        if (openAi.unauthorized(request, reply)) {
            return;
        }
        ObjectNode page = Json.object().put("object", "list");
        ArrayNode data = page.putArray("data");
        MODELS.forEach(
                id -> data.addObject().put("id", id).put("object", "model").put("owned_by", "system"));
        reply.json(200, page);
    }

    void account(HttpServerRequest request, String account, Reply reply) {
        dated(reply);
        if (!twilio.refused(request, account, reply)) {
            reply.json(
                    200,
                    Json.object()
                            .put("sid", account)
                            .put("friendly_name", "twin")
                            .put("status", "active")
                            .put("type", "Full"));
        }
    }

    /** One number, the one that callers dial unless their script says another. */
    void numbers(HttpServerRequest request, String account, Reply reply) {
        dated(reply);
        if (twilio.refused(request, account, reply)) {
            return;
        }
        ObjectNode page = Json.object();
        ArrayNode numbers = page.putArray("incoming_phone_numbers");
        Stream.concat(Stream.of(CallScript.usual().get(Switches.TO)), world.options.numbers().stream())
                .distinct()
                .forEach(number -> number(numbers.addObject(), account, number));
        page.put("page", 0).put("page_size", 50).put("uri", request.uri()).putNull("next_page_uri");
        reply.json(200, page);
    }

    private void number(ObjectNode entry, String account, String number) {
        entry.put("sid", "PN%032d".formatted(Math.abs(number.hashCode())))
                .put("account_sid", account)
                .put("phone_number", number)
                .put("voice_url", world.voiceUrl())
                .put("voice_method", "POST")
                .put("status_callback", world.gateway("/twilio/caller-leg"))
                .put("status_callback_method", "POST")
                .putNull("trunk_sid")
                .putNull("voice_application_sid");
    }

    void permissions(HttpServerRequest request, Reply reply) {
        dated(reply);
        if (twilio.refused(request, world.options.twilio().accountSid(), reply)) {
            return;
        }
        String code = String.valueOf(request.getParam("CountryCode"));
        ObjectNode page = Json.object();
        page.putArray("content")
                .addObject()
                .put("iso_code", "XX")
                .put("name", "Country of +" + code)
                .put("low_risk_numbers_enabled", true)
                .putArray("country_codes")
                .add(code);
        page.putObject("meta")
                .put("key", "content")
                .put("page", 0)
                .put("page_size", 50)
                .put("url", request.absoluteURI())
                .put("first_page_url", request.absoluteURI())
                .putNull("next_page_url")
                .putNull("previous_page_url");
        reply.json(200, page);
    }

    private static void dated(Reply reply) {
        reply.header("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
    }
}
