package dev.referee.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mockingDetails;
import static org.mockito.Mockito.reset;

import dev.referee.call.CallEvent;
import dev.referee.call.CallId;
import dev.referee.config.RefereeSettings;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferEvent;
import dev.referee.transfer.TransferId;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.exceptions.base.MockitoException;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.CannotCreateTransactionException;

/** {@code POST /openai/webhook} and the carrier's requests over real HTTP: who is let in, and what a refused one leaves. */
class PublicEntryTest extends RouteTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Autowired
    RefereeSettings settings;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    io.micrometer.core.instrument.MeterRegistry meters;

    private int callsBefore;
    private int inboxBefore;
    private String id;
    private String body;

    @BeforeEach
    void look() {
        callsBefore = rows("calls");
        inboxBefore = rows("webhook_inbox");
        id = "wh_" + session.value();
        body = "{\"object\":\"event\",\"id\":\"evt_1\",\"type\":\"realtime.call.incoming\",\"created_at\":1750287018,"
                + "\"data\":{\"call_id\":\"" + session + "\",\"sip_headers\":[]}}";
    }

    @AfterEach
    void databaseIsBack() {
        reset(inbox, ledger);
    }

    private int rows(String table) {
        return jdbc.sql("select count(*) from " + table).query(Integer.class).single();
    }

    private void nothingIsStored() {
        assertThat(rows("calls")).isEqualTo(callsBefore);
        assertThat(rows("webhook_inbox")).isEqualTo(inboxBefore);
        assertThat(ends.sent("openai-accept-post")).isEmpty();
        assertThat(ends.sent("openai-reject-post")).isEmpty();
    }

    private static byte[] hmac(String algorithm, byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String signature(String timestamp, String signed) {
        byte[] key =
                Base64.getDecoder().decode(settings.openai().webhookSecret().substring("whsec_".length()));
        return "v1," + Base64.getEncoder().encodeToString(hmac("HmacSHA256", key, id + "." + timestamp + "." + signed));
    }

    private HttpRequest.Builder webhook() {
        String timestamp = Long.toString(Instant.now().getEpochSecond());
        return HttpRequest.newBuilder(settings.url("/openai/webhook"))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .setHeader("webhook-id", id)
                .setHeader("webhook-timestamp", timestamp)
                .setHeader("webhook-signature", signature(timestamp, body))
                .POST(BodyPublishers.ofString(body));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static void isProblem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(answer.body())
                .contains("\"status\":" + status)
                .doesNotContain("Exception", "dev.referee", "at org.");
    }

    // ---- OpenAI

    @Test
    void a_genuine_webhook_is_stored_acknowledged_and_worked_off() throws Exception {
        HttpResponse<String> answer = send(webhook());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(rows("webhook_inbox")).isEqualTo(inboxBefore + 1);
        // without a token it is nobody's call
        await().atMost(LIMIT).until(() -> ends.sent("openai-reject-post").size() == 1);
        assertThat(ledger.bySession(session).orElseThrow().publicState()).isEqualTo("rejected");
    }

    @Test
    void a_repeat_is_acknowledged_and_does_nothing() throws Exception {
        send(webhook());
        await().atMost(LIMIT).until(() -> ends.sent("openai-reject-post").size() == 1);

        assertThat(send(webhook()).statusCode()).isEqualTo(200);

        assertThat(rows("webhook_inbox")).isEqualTo(inboxBefore + 1);
        assertThat(ends.sent("openai-reject-post")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"live.transport.incoming", "realtime.call.never_heard_of", "response.completed"})
    void a_type_that_is_not_ours_is_acknowledged(String type) throws Exception {
        body = body.replace("realtime.call.incoming", type);

        assertThat(send(webhook()).statusCode()).isEqualTo(200);

        assertThat(rows("calls")).isEqualTo(callsBefore);
        assertThat(ends.sent("openai-reject-post")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook-id", "webhook-timestamp", "webhook-signature"})
    void without_one_of_its_headers_nothing_is_stored(String header) throws Exception {
        HttpRequest complete = webhook().build();
        HttpRequest.Builder without = HttpRequest.newBuilder(complete, (name, value) -> !name.equals(header));

        isProblem(send(without), 400);

        nothingIsStored();
    }

    @Test
    void a_wrong_signature_stores_nothing() throws Exception {
        isProblem(
                send(webhook().setHeader("webhook-signature", "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")), 400);

        nothingIsStored();
    }

    @Test
    void a_body_that_was_changed_by_one_byte_stores_nothing() throws Exception {
        isProblem(send(webhook().POST(BodyPublishers.ofString(body + " "))), 400);

        nothingIsStored();
    }

    @ParameterizedTest
    @ValueSource(longs = {-3600, -301, 301})
    void a_stale_or_future_timestamp_stores_nothing(long seconds) throws Exception {
        String timestamp = Long.toString(Instant.now().getEpochSecond() + seconds);

        isProblem(
                send(webhook()
                        .setHeader("webhook-timestamp", timestamp)
                        .setHeader("webhook-signature", signature(timestamp, body))),
                400);

        nothingIsStored();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no json", "[]", "{\"type\":", "\"realtime.call.incoming\"", "{\"type\":\"a\"} {}"})
    void a_signed_body_that_is_no_json_object_stores_nothing(String text) throws Exception {
        body = text;

        isProblem(send(webhook()), 400);

        nothingIsStored();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"type\":\"\"}",
                "{\"type\":null,\"data\":7}",
                "{\"type\":\"a\\u0000b\\ud800\"}",
                "{\"type\":\"realtime.call.incoming\"}",
                "{\"type\":\"realtime.call.incoming\",\"data\":[]}",
                "{\"type\":\"realtime.call.incoming\",\"data\":{\"call_id\":\"\"}}",
                "{\"type\":\"realtime.call.incoming\",\"data\":{\"call_id\":null}}",
                "{\"type\":\"realtime.call.incoming\",\"data\":{\"call_id\":7}}",
                "{\"type\":\"realtime.call.incoming\",\"data\":{\"call_id\":\"rtc_a/b\"}}",
                "{\"type\":\"realtime.call.incoming\",\"data\":{\"call_id\":\"rtc_\\u0000\"}}"
            })
    void a_signed_event_that_nobody_can_use_is_acknowledged_and_does_nothing(String text) throws Exception {
        body = text;

        assertThat(send(webhook()).statusCode()).isEqualTo(200);

        assertThat(rows("webhook_inbox")).isEqualTo(inboxBefore + 1);
        assertThat(rows("calls")).isEqualTo(callsBefore);
        assertThat(ends.sent("openai-reject-post")).isEmpty();
    }

    @Test
    void a_call_id_of_2000_characters_or_a_type_of_500_is_acknowledged() throws Exception {
        body = body.replace(session.value(), "x".repeat(2000));
        assertThat(send(webhook()).statusCode()).isEqualTo(200);
        id = id + "-2";
        body = "{\"type\":\"" + "t".repeat(500) + "\"}";
        assertThat(send(webhook()).statusCode()).isEqualTo(200);

        assertThat(rows("calls")).isEqualTo(callsBefore);
    }

    @ParameterizedTest
    @ValueSource(strings = {"some_unique_id", "live_%s", "%s.a~b-c", "9%s"})
    void any_id_that_can_stand_in_a_url_is_served(String form) throws Exception {
        CallId opaque = new CallId(form.formatted(session.value().substring("rtc_".length())));
        body = body.replace(session.value(), opaque.value());

        assertThat(send(webhook()).statusCode()).isEqualTo(200);

        await().atMost(LIMIT)
                .until(() -> ends.sent("openai-reject-post").size() == 1
                        && ledger.bySession(opaque).isPresent());
    }

    @Test
    void an_id_that_cannot_be_stored_is_acknowledged_and_not_stored() throws Exception {
        for (String odd : List.of("x".repeat(500), "a\tb")) {
            id = odd;

            assertThat(send(webhook()).statusCode()).isEqualTo(200);
        }
        nothingIsStored();
    }

    @Test
    void a_list_of_signatures_may_stand_in_several_lines() throws Exception {
        HttpRequest.Builder request = webhook();
        String timestamp =
                request.build().headers().firstValue("webhook-timestamp").orElseThrow();

        HttpResponse<String> answer = send(request.setHeader("webhook-signature", "v1,bm90IGl0")
                .header("webhook-signature", signature(timestamp, body)));

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook-id", "webhook-timestamp"})
    void what_is_said_twice_is_ambiguous(String header) throws Exception {
        HttpRequest.Builder request = webhook();
        String first = request.build().headers().firstValue(header).orElseThrow();

        isProblem(send(request.header(header, first)), 400);
        isProblem(send(webhook().header(header, first + "1")), 400);

        nothingIsStored();
    }

    @Test
    void what_the_database_does_not_take_is_no_outage() throws Exception {
        inboxThrows(new DataIntegrityViolationException("too long"));

        HttpResponse<String> answer = send(webhook());

        isProblem(answer, 500);
        assertThat(answer.body()).doesNotContain("database");
    }

    @Test
    void a_query_parameter_cannot_pass_for_a_header() throws Exception {
        String timestamp = Long.toString(Instant.now().getEpochSecond());
        String query = "?webhook-id=" + id + "&webhook-timestamp=" + timestamp + "&webhook-signature="
                + URLEncoder.encode(signature(timestamp, body), StandardCharsets.UTF_8);

        isProblem(
                send(HttpRequest.newBuilder(settings.url("/openai/webhook" + query))
                        .POST(BodyPublishers.ofString(body))),
                400);

        nothingIsStored();
    }

    @Test
    void camels_own_headers_from_outside_have_no_effect() throws Exception {
        HttpResponse<String> answer = send(webhook()
                .header("CamelHttpUri", "http://127.0.0.1:1/")
                .header("CAMELHTTPPATH", "/evil")
                .header("CamelHttpResponseCode", "418"));

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void a_body_beyond_the_bound_is_refused() throws Exception {
        body = "{\"type\":\"x\",\"pad\":\"" + "a".repeat(300_000) + "\"}";

        isProblem(send(webhook()), 413);

        nothingIsStored();
    }

    @Test
    void other_verbs_are_not_taken() throws Exception {
        assertThat(send(webhook().GET()).statusCode()).isEqualTo(405);
    }

    @Test
    void while_the_database_is_away_a_webhook_is_not_acknowledged() throws Exception {
        inboxThrows(new DataAccessResourceFailureException("down"));

        HttpResponse<String> answer = send(webhook());

        isProblem(answer, 503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        nothingIsStored();
    }

    @Test
    void once_the_database_is_back_the_repeat_is_taken() throws Exception {
        inboxThrows(new DataAccessResourceFailureException("down"));
        send(webhook());
        reset(inbox);

        assertThat(send(webhook()).statusCode()).isEqualTo(200);

        await().atMost(LIMIT).until(() -> ends.sent("openai-reject-post").size() == 1);
    }

    @Test
    void a_bug_of_ours_tells_nothing_of_our_inside() throws Exception {
        inboxThrows(new IllegalStateException("dev.referee secret"));

        isProblem(send(webhook()), 500);
    }

    // ---- the carrier

    private HttpRequest.Builder carrierPost(String path, UnaryOperator<Map<String, String>> bend) {
        return carrierPost(path, Map.of(), bend);
    }

    private HttpRequest.Builder carrierPost(
            String path, Map<String, String> more, UnaryOperator<Map<String, String>> bend) {
        Map<String, String> form = new TreeMap<>(Map.of(
                "CallSid", parent.value(),
                "AccountSid", settings.twilio().accountSid(),
                "From", "+61400000001",
                "To", "+61290000000",
                "CallStatus", "ringing",
                "Direction", "inbound"));
        form.putAll(more);
        URI url = settings.url(path);
        StringBuilder signed = new StringBuilder(url.toString());
        form.forEach((name, value) -> signed.append(name).append(value));
        byte[] key = settings.twilio().authToken().getBytes(StandardCharsets.UTF_8);
        String signature = Base64.getEncoder().encodeToString(hmac("HmacSHA1", key, signed.toString()));
        String text = bend.apply(new TreeMap<>(form)).entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return HttpRequest.newBuilder(url)
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .setHeader("X-Twilio-Signature", signature)
                .POST(BodyPublishers.ofString(text));
    }

    @Test
    void a_genuine_inbound_call_is_answered_with_the_agents_dial() throws Exception {
        HttpResponse<String> answer = send(carrierPost("/twiml/inbound", form -> form));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/xml");
        assertThat(answer.body())
                .contains("answerOnBridge=\"true\"", "referUrl=", "action=", "X-Referee-Call=", "transport=tls");
        assertThat(rows("calls")).isEqualTo(callsBefore + 1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            site=O'Brien       | site=O%27Brien       | site=O%27Brian
            site=O%27Brien     | site=O'Brien         | site=O'Brian
            dest=sip:x@y       | dest=sip%3Ax%40y     | dest=sip%3Ax%40z
            dest=sip%3Ax%40y   | dest=sip:x@y         | dest=sip:x@y&more
            """)
    void a_query_may_be_signed_in_one_spelling_and_sent_in_another(String signed, String sent, String changed)
            throws Exception {
        HttpRequest asSigned = signed("/twiml/inbound?" + signed, Map.of()).build();

        isProblem(send(HttpRequest.newBuilder(asSigned, (name, value) -> true).uri(inbound(changed))), 403);
        nothingIsStored();
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(asSigned, (name, value) -> true).uri(inbound(sent)));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("<Dial");
    }

    private URI inbound(String query) {
        return settings.url("/twiml/inbound?" + query);
    }

    @Test
    void a_number_that_is_none_is_cut_and_the_caller_served() throws Exception {
        Map<String, String> odd = Map.of("From", "+" + "6".repeat(400), "To", "a\0b\n" + "c".repeat(2000));

        HttpResponse<String> answer = send(signed("/twiml/inbound", odd));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("<Dial");
        var head = ledger.byCarrierCall(parent).orElseThrow();
        assertThat(head.from()).hasSize(300).startsWith("+666");
        assertThat(head.to()).hasSize(300).startsWith("a b c");
    }

    @Test
    void the_carriers_repeat_gets_the_same_dial_and_makes_no_second_call() throws Exception {
        String first = send(carrierPost("/twiml/inbound", form -> form)).body();

        String second = send(carrierPost("/twiml/inbound", form -> form)).body();

        assertThat(rows("calls")).isEqualTo(callsBefore + 1);
        assertThat(dialId(second)).isEqualTo(dialId(first));
    }

    @Test
    void a_refused_caller_is_rejected_as_often_as_the_carrier_asks_and_counted_once() throws Exception {
        double before = refused();
        Map<String, String> to = Map.of("To", "+61290000099");

        HttpResponse<String> first = send(carrierPost("/twiml/inbound", to, form -> form));
        HttpResponse<String> second = send(carrierPost("/twiml/inbound", to, form -> form));

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.body()).contains("<Reject reason=\"busy\"/>").doesNotContain("Dial");
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(rows("calls")).isEqualTo(callsBefore + 1);
        assertThat(refused()).isEqualTo(before + 1);
        var head = ledger.byCarrierCall(parent).orElseThrow();
        assertThat(head.publicState()).isEqualTo("rejected");
        assertThat(ledger.history(head).timeline()).singleElement().satisfies(event -> assertThat(event.detail())
                .containsEntry("reason", "denied"));
    }

    private double refused() {
        return meters.get("referee.callers.refused")
                .tag("reason", "denied")
                .counter()
                .count();
    }

    private static String dialId(String twiml) {
        return twiml.replaceAll("(?s).*[?&](?:amp;)?d=([a-z0-9-]+)[#\"].*", "$1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/twiml/inbound",
                "/twiml/agent-ended?c=x",
                "/twiml/refer?c=x",
                "/twiml/transfer?t=x",
                "/twiml/transfer-ended?t=x&n=0",
                "/twiml/wait?c=x",
                "/twiml/voicemail-ended?c=x",
                "/twiml/whisper?t=x&n=0&l=0",
                "/twiml/whispered?t=x&n=0&l=0",
                "/twilio/agent-leg?c=x",
                "/twilio/target-leg?t=x&n=0",
                "/twilio/caller-leg",
                "/twilio/recording?t=x"
            })
    void a_request_that_the_carrier_did_not_sign_changes_nothing(String path) throws Exception {
        isProblem(send(carrierPost(path, form -> form).setHeader("X-Twilio-Signature", "AAAA")), 403);
        isProblem(
                send(carrierPost(path, form -> {
                    form.put("CallStatus", "completed");
                    return form;
                })),
                403);

        nothingIsStored();
    }

    /** The news of a talk may come late and all at once: the carrier says how long it was. */
    @ParameterizedTest
    @CsvSource({"completed, 3, bridged", "completed, 2, ", "completed, , ", "no-answer, 3, "})
    void a_leg_s_end_tells_for_how_long_it_was_up(String status, String seconds, String outcome) throws Exception {
        TransferId id = transferring();
        await().atMost(LIMIT).until(() -> types().contains("refer-answered"));
        desk.apply(id, new TransferEvent.ReferArrived("<tel:+61491570006>"));
        assertThat(verdicts()).containsExactly("refer:confirmed");
        Map<String, String> end = new TreeMap<>(Map.of("ParentCallSid", parent.value(), "CallStatus", status));
        if (seconds != null) {
            end.put("CallDuration", seconds);
        }

        HttpResponse<String> answer = send(carrierPost("/twilio/target-leg?t=" + id + "&n=0", end, form -> form));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(transfer().outcome()).isEqualTo(outcome);
        desk.apply(key, new CallEvent.CallerLeft(Source.CARRIER, "the test is over"));
    }

    @Test
    void a_signature_for_another_path_does_not_fit() throws Exception {
        HttpRequest inbound = carrierPost("/twiml/inbound", form -> form).build();

        isProblem(send(HttpRequest.newBuilder(inbound, (name, value) -> true).uri(settings.url("/twiml/wait"))), 403);
    }

    @Test
    void a_signed_request_that_names_no_call_is_a_bad_request() throws Exception {
        isProblem(send(carrierPost("/twiml/wait?c=x", form -> form)), 400);
        isProblem(send(carrierPost("/twiml/transfer?t=x", form -> form)), 400);
    }

    @Test
    void while_the_database_is_away_the_carrier_is_told_to_ask_again_in_a_second() throws Exception {
        stubbed(ledger, "open", () -> doThrow(new CannotCreateTransactionException("down"))
                .when(ledger)
                .open(any(), any()));

        HttpResponse<String> answer = send(carrierPost("/twiml/inbound", form -> form));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains(
                        "<Pause length=\"1\"/>", "<Redirect method=\"POST\">" + settings.url("/twiml/inbound?again=1"));
        nothingIsStored();
    }

    @Test
    void the_same_call_asks_again_and_is_taken_when_the_database_is_back() throws Exception {
        HttpResponse<String> answer = send(carrierPost("/twiml/inbound?again=3", form -> form));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("<Dial");
    }

    @Test
    void a_caller_whom_nobody_answered_is_not_kept_for_ever() throws Exception {
        stubbed(ledger, "open", () -> doThrow(new CannotCreateTransactionException("down"))
                .when(ledger)
                .open(any(), any()));

        HttpResponse<String> answer = send(carrierPost("/twiml/inbound?again=20", form -> form));

        assertThat(answer.body()).contains("<Say>", "<Hangup/>").doesNotContain("<Redirect");
    }

    @Test
    void what_the_carrier_says_only_once_goes_along() throws Exception {
        talking();
        ledgerThrows(new CannotCreateTransactionException("down"));
        String path = "/twiml/agent-ended?c=" + key + "&d=d-1";
        HttpRequest ended = signed(path, Map.of("DialCallStatus", "failed", "DialSipResponseCode", "486"))
                .build();

        HttpResponse<String> answer = HTTP.send(ended, BodyHandlers.ofString());
        reset(ledger);

        String again = answer.body()
                .replaceAll("(?s).*<Redirect[^>]*>(.*)</Redirect>.*", "$1")
                .replace("&amp;", "&");
        assertThat(again).contains("c=" + key, "DialCallStatus=failed", "DialSipResponseCode=486", "again=1");
        String dialId = ledger.find(key).orElseThrow().file().call().agent().dialId();
        String second = again.substring(settings.publicUrl().length()).replace("d=d-1", "d=" + dialId);
        assertThat(send(signed(second, Map.of())).statusCode()).isEqualTo(200);
        assertThat(ledger.history(ledger.find(key).orElseThrow()).timeline())
                .anyMatch(event -> event.type().equals("agent-dial-ended")
                        && event.detail().toString().contains("failed 486"));
    }

    @Test
    void a_human_who_has_pressed_1_waits_for_the_database_and_is_not_asked_again() throws Exception {
        stubbed(ledger, "keyOf", () -> doThrow(new CannotCreateTransactionException("down"))
                .when(ledger)
                .keyOf(any()));
        String path = "/twiml/whispered?t=t-" + "a".repeat(26) + "&n=0&l=1";

        String answer = send(signed(path, Map.of("Digits", "1"))).body();
        String last = send(signed(path + "&again=20", Map.of("Digits", "1"))).body();
        reset(ledger);

        assertThat(answer)
                .contains("<Pause length=\"1\"/>", "<Redirect", "Digits=1", "again=1")
                .doesNotContain("<Dial");
        assertThat(last).contains("<Hangup/>").doesNotContain("<Say>", "<Redirect");
    }

    @Test
    void a_human_for_whom_no_transfer_waits_is_hung_up_on() throws Exception {
        String at = "?t=t-" + "a".repeat(26) + "&n=0&l=0";

        assertThat(send(signed("/twiml/whisper" + at, Map.of())).body()).contains("<Hangup/>");
        assertThat(send(signed("/twiml/whispered" + at, Map.of("Digits", "1"))).body())
                .contains("<Hangup/>");
        isProblem(send(signed("/twiml/whisper?t=t-" + "a".repeat(26) + "&n=0&l=x", Map.of())), 400);
    }

    @Test
    void a_status_callback_is_refused_while_the_database_is_away() throws Exception {
        talking();
        ledgerThrows(new CannotCreateTransactionException("down"));

        HttpResponse<String> answer = send(signed("/twilio/agent-leg?c=" + key + "&d=d-1", Map.of()));

        isProblem(answer, 503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    }

    @Test
    void a_request_about_another_callers_leg_changes_nothing() throws Exception {
        TransferId transfer = transferring();
        String at = "?c=" + key + "&d="
                + ledger.find(key).orElseThrow().file().call().agent().dialId();
        String another = "CA" + "f".repeat(32);

        String ended = send(signed("/twiml/agent-ended" + at, Map.of("CallSid", another, "DialCallStatus", "failed")))
                .body();
        String fetched = send(signed("/twiml/transfer?t=" + transfer, Map.of("CallSid", another)))
                .body();
        send(signed("/twilio/agent-leg" + at, Map.of("ParentCallSid", another, "CallStatus", "failed")));

        assertThat(List.of(ended, fetched)).allMatch(document -> document.contains("<Hangup/>"));
        assertThat(types())
                .noneMatch(type -> type.startsWith("agent-dial-ended")
                        || type.startsWith("agent-leg")
                        || type.startsWith("redirect-fetched"));
    }

    @Test
    void news_of_the_agents_leg_names_the_callers_as_its_parent() throws Exception {
        talking();
        String at = "?c=" + key + "&d="
                + ledger.find(key).orElseThrow().file().call().agent().dialId();
        Map<String, String> news =
                Map.of("CallSid", "CA" + "f".repeat(32), "ParentCallSid", parent.value(), "CallStatus", "in-progress");

        send(signed("/twilio/agent-leg" + at, news));

        assertThat(types()).contains("agent-leg-answered");
    }

    private HttpRequest.Builder signed(String path, Map<String, String> more) {
        return carrierPost(path, more, form -> form);
    }

    private void ledgerThrows(Throwable failure) {
        stubbed(ledger, "apply", () -> doThrow(failure).when(ledger).apply(any(), any(), any()));
    }

    private void inboxThrows(Throwable failure) {
        stubbed(inbox, "store", () -> doThrow(failure).when(inbox).store(any(), any(), any()));
    }

    /** Sweeps and timers use the same spy on other threads, and may get in between the two halves of its stubbing. */
    private static void stubbed(Object spy, String method, Runnable stubbing) {
        for (int tries = 0; tries < 100; tries++) {
            try {
                stubbing.run();
            } catch (MockitoException disturbed) {
                reset(spy);
                continue;
            }
            Set<String> taken = mockingDetails(spy).getStubbings().stream()
                    .map(one -> one.getInvocation().getMethod().getName())
                    .collect(Collectors.toSet());
            if (taken.equals(Set.of(method))) {
                return;
            }
            reset(spy);
        }
        throw new AssertionError("others are always in between");
    }
}
