package dev.referee.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** One leg at the carrier, the caller's or a called one, as its REST API shows it. */
abstract class Leg {

    final CallSim call;
    final String sid;
    final Instant createdAt;
    String status = "queued";

    @Nullable
    Instant answeredAt;

    @Nullable
    Instant endedAt;

    Leg(CallSim call) {
        this.call = call;
        this.createdAt = call.now();
        this.sid = call.ids.hex("CA");
    }

    abstract @Nullable String parentSid();

    abstract String from();

    abstract String to();

    abstract String direction();

    boolean over() {
        return endedAt != null;
    }

    /** Whole seconds of talking so far, at least 1 once answered. */
    long seconds() {
        Instant since = answeredAt;
        if (since == null) {
            return 0;
        }
        Instant until = endedAt == null ? call.now() : endedAt;
        return Math.max(1, (until.toEpochMilli() - since.toEpochMilli() + 999) / 1000);
    }

    ObjectNode toJson() {
        String account = call.world.options.twilio().accountSid();
        String uri = "/2010-04-01/Accounts/" + account + "/Calls/" + sid;
        ObjectNode json = Json.object()
                .put("sid", sid)
                .put("account_sid", account)
                .put("parent_call_sid", parentSid())
                .put("from", from())
                .put("from_formatted", from())
                .put("to", to())
                .put("to_formatted", to())
                .put("status", status)
                .put("direction", direction())
                .put("start_time", rfc2822(answeredAt))
                .put("end_time", rfc2822(endedAt))
                .put("duration", over() ? Long.toString(seconds()) : null)
                .put("date_created", rfc2822(createdAt))
                .put("date_updated", rfc2822(call.now()))
                .put("price_unit", "USD")
                .put("api_version", "2010-04-01")
                .put("queue_time", "0")
                .put("uri", uri + ".json");
        for (String nothing : new String[] {
            "price", "answered_by", "caller_name", "forwarded_from", "group_sid", "phone_number_sid", "trunk_sid"
        }) {
            json.putNull(nothing);
        }
        ObjectNode sub = json.putObject("subresource_uris");
        for (String name : new String[] {"notifications", "recordings", "events", "payments", "siprec", "streams"}) {
            sub.put(name, uri + "/" + Character.toUpperCase(name.charAt(0)) + name.substring(1) + ".json");
        }
        return json;
    }

    static @Nullable String rfc2822(@Nullable Instant when) {
        return when == null ? null : DateTimeFormatter.RFC_1123_DATE_TIME.format(when.atOffset(ZoneOffset.UTC));
    }
}
