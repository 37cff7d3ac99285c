package dev.referee.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each fault does what its words say, and the judge sees what the gateway does wrong. */
class FaultsTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Twin twin;
    private StandInGateway gateway;

    @BeforeEach
    void start() throws IOException {
        twin = Twin.start(TwinOptions.usual());
        gateway = new StandInGateway(twin);
        gateway.evidenceMs = 250;
    }

    @AfterEach
    void stop() {
        gateway.close();
        twin.close();
    }

    private static CallScript fast() {
        return TransferTest.fast();
    }

    private TwinCall play(CallScript script) throws InterruptedException {
        TwinCall call = twin.placeCall(script);
        assertThat(call.awaitOver(LIMIT)).as(() -> "is over: " + call).isTrue();
        return call;
    }

    private void awaits(TwinCall call, Predicate<TwinCall> condition) throws InterruptedException {
        assertThat(call.await(condition, LIMIT)).as(call::toString).isTrue();
    }

    private static boolean tells(TwinCall call, String text) {
        return call.story().stream().anyMatch(line -> line.text().contains(text));
    }

    // ---- REFER

    @ParameterizedTest
    @EnumSource(
            value = Faults.Refer.class,
            names = {"ERROR", "NOT_FOUND", "CARRIER_REFUSES", "VENDOR_EVENT_ONLY"})
    void a_refer_that_does_not_arrive_leaves_the_caller_to_the_redirect(Faults.Refer refer) throws Exception {
        TwinCall call = play(fast().with(Switches.REFER, refer));

        assertThat(call.violations()).as(call::toString).isEmpty();
        assertThat(call.exchanges("refer-url")).isEmpty();
        assertThat(call.bridges()).singleElement().extracting(Bridge::mechanism).isEqualTo("redirect");
        assertThat(gateway.events.stream()
                        .anyMatch(event -> event.path("type").asText().equals("call.transferred")))
                .isEqualTo(refer == Faults.Refer.VENDOR_EVENT_ONLY);
    }

    @Test
    void a_refer_reported_twice_is_run_once() throws Exception {
        TwinCall call = play(fast().with(Switches.REFER, Faults.Refer.TWICE));

        assertThat(call.exchanges("refer-url")).hasSize(2);
        assertThat(call.rings()).hasSize(1);
        assertThat(call.violations()).isEmpty();
    }

    @Test
    void a_slow_or_hanging_refer_keeps_the_gateway_waiting() throws Exception {
        TwinCall slow = play(fast().with(Switches.REFER, Faults.Refer.SLOW).with(Switches.REFER_SLOW_MS, 400));
        TwinCall hanging = twin.placeCall(fast().with(Switches.REFER, Faults.Refer.HANG));
        awaits(hanging, call -> !call.exchanges("refer").isEmpty());
        hanging.hangUp();

        Exchange answered = slow.exchanges("refer").get(0);
        assertThat(Duration.between(answered.at(), answered.answeredAt()).toMillis())
                .isGreaterThanOrEqualTo(390);
        assertThat(slow.bridges()).hasSize(1);
        awaits(hanging, TwinCall::isOver);
        assertThat(hanging.exchanges("refer").get(0).status()).isZero();
    }

    @Test
    void a_phone_that_rings_through_both_mechanisms_is_a_violation() throws Exception {
        gateway.evidenceMs = 0;
        TwinCall call = twin.placeCall(fast().with(Switches.HUMAN_RING_MS, 1_000));
        awaits(call, it -> it.owner().kind() == Owner.Kind.RINGING);

        gateway.rest("/Calls/" + call.parentSid() + ".json", Map.of("Url", gateway.base() + "/twiml/target?0"));

        awaits(call, it -> it.rings().size() == 2);
        assertThat(call.violations()).containsExactly("the same phone rang through refer and redirect");
        assertThat(call.rings().get(0).outcome()).isEqualTo("canceled");
    }

    // ---- the carrier's REST API

    @ParameterizedTest
    @EnumSource(
            value = Faults.CarrierRest.class,
            names = {"APPLIED_BUT_500", "LATE_APPLY", "SLOW_FETCH"})
    void a_redirect_that_is_applied_in_the_end_bridges(Faults.CarrierRest rest) throws Exception {
        TwinCall call = play(fast().with(Switches.REFER, Faults.Refer.SILENT)
                .with(Switches.CARRIER_REST, rest)
                .with(Switches.CARRIER_LATE_MS, 300)
                .with(Switches.CARRIER_SLOW_FETCH_MS, 300));

        assertThat(call.bridges()).singleElement().extracting(Bridge::mechanism).isEqualTo("redirect");
        assertThat(call.exchanges("update-call").get(0).status())
                .isEqualTo(rest == Faults.CarrierRest.SLOW_FETCH ? 200 : 500);
    }

    @ParameterizedTest
    @EnumSource(
            value = Faults.CarrierRest.class,
            names = {"DOWN", "ERROR_500_NOT_APPLIED", "IGNORED", "TOO_MANY"})
    void a_redirect_that_is_not_applied_leaves_the_caller_with_the_agent(Faults.CarrierRest rest) throws Exception {
        TwinCall call =
                twin.placeCall(fast().with(Switches.REFER, Faults.Refer.SILENT).with(Switches.CARRIER_REST, rest));
        awaits(call, it -> it.exchanges("update-call").stream().anyMatch(each -> each.status() != 0));

        int status = call.exchanges("update-call").get(0).status();
        gateway.openAi(call.callIds().get(0), "hangup", "");
        awaits(call, TwinCall::isOver);

        assertThat(status)
                .isEqualTo(
                        switch (rest) {
                            case DOWN -> 503;
                            case TOO_MANY -> 429;
                            case IGNORED -> 200;
                            default -> 500;
                        });
        assertThat(call.rings()).isEmpty();
        assertThat(call.exchanges("document")).isEmpty();
    }

    @Test
    void a_redirect_can_be_reset_or_applied_without_an_answer() throws Exception {
        TwinCall reset = talking(fast().with(Switches.CARRIER_REST, Faults.CarrierRest.RESETS));
        assertThatThrownBy(() -> gateway.rest(pathOf(reset), Map.of("Url", gateway.base() + "/twiml/target?0")))
                .hasRootCauseInstanceOf(IOException.class);
        reset.hangUp();
        awaits(reset, TwinCall::isOver);

        TwinCall applied = talking(fast().with(Switches.CARRIER_REST, Faults.CarrierRest.APPLIED_BUT_HANGS));
        CompletableFuture<?> waiting = CompletableFuture.runAsync(
                () -> gateway.rest(pathOf(applied), Map.of("Url", gateway.base() + "/twiml/target?0")));
        awaits(applied, TwinCall::isOver);

        assertThat(reset.rings()).isEmpty();
        assertThat(applied.bridges()).hasSize(1);
        assertThat(waiting).isNotDone();
    }

    private TwinCall talking(CallScript script) throws InterruptedException {
        TwinCall call = twin.placeCall(script.model(ModelStep.greet()));
        awaits(call, it -> it.owner().kind() == Owner.Kind.AGENT);
        return call;
    }

    private static String pathOf(TwinCall call) {
        return "/Calls/" + call.parentSid() + ".json";
    }

    @Test
    void a_faulty_rest_can_recover_after_some_requests() throws Exception {
        TwinCall call = talking(
                fast().with(Switches.CARRIER_REST, Faults.CarrierRest.TOO_MANY).with(Switches.CARRIER_REST_TIMES, 1));
        Map<String, String> form = Map.of("Url", gateway.base() + "/twiml/target?0");

        assertThat(gateway.rest(pathOf(call), form).statusCode()).isEqualTo(429);
        assertThat(gateway.rest(pathOf(call), form).statusCode()).isEqualTo(200);
    }

    @Test
    void a_redirect_while_ringing_can_be_refused() throws Exception {
        gateway.accepts = false;
        TwinCall call =
                twin.placeCall(fast().with(Switches.REDIRECT_WHILE_RINGING, Faults.RedirectWhileRinging.REFUSED));
        awaits(call, it -> !it.callIds().isEmpty());

        var answer =
                gateway.rest("/Calls/" + call.parentSid() + ".json", Map.of("Url", gateway.base() + "/twiml/target?0"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("21220");
    }

    @Test
    void a_relative_url_and_two_sources_are_refused() throws Exception {
        TwinCall call = twin.placeCall(fast().with(Switches.REFER, Faults.Refer.HANG));
        awaits(call, it -> it.owner().kind() == Owner.Kind.AGENT);
        String path = "/Calls/" + call.parentSid() + ".json";

        assertThat(gateway.rest(path, Map.of("Url", "/twiml/next")).body()).contains("21205");
        assertThat(gateway.rest(path, Map.of("Url", gateway.base(), "Status", "completed", "Twiml", "<Response/>"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(gateway.rest(path, Map.of("Twiml", "<Response><Dial action=\"/x\">+6129</Dial></Response>"))
                        .body())
                .contains("11100");
        assertThat(call.complaints()).hasSize(3);
    }

    // ---- webhook and correlation

    @Test
    void a_forged_webhook_fails_the_vendors_check_and_the_leg_fails() throws Exception {
        TwinCall call =
                play(fast().with(Switches.WEBHOOK, Faults.Webhook.FORGED).with(Switches.ACCEPT_DEADLINE_MS, 200));

        assertThat(gateway.badSignatures).hasSize(1);
        assertThat(call.exchanges("accept")).isEmpty();
        assertThat(call.exchanges("webhook"))
                .singleElement()
                .extracting(Exchange::status)
                .isEqualTo(400);
        assertThat(call.violations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Faults.Webhook.class,
            names = {"DOUBLED", "DOUBLED_NEW_ID", "WITH_LIVE_TRANSPORT", "UNKNOWN_TYPE"})
    void more_than_one_webhook_is_still_one_call(Faults.Webhook webhook) throws Exception {
        TwinCall call = play(fast().with(Switches.WEBHOOK, webhook));

        assertThat(call.exchanges("webhook")).hasSize(2).allMatch(each -> each.status() == 200);
        assertThat(call.exchanges("accept")).hasSize(1);
        assertThat(call.bridges()).hasSize(1);
        assertThat(gateway.badSignatures).isEmpty();
    }

    @Test
    void a_webhook_that_is_not_answered_200_is_repeated_with_its_id_and_a_fresh_signature() throws Exception {
        gateway.webhookRefusals = 2;

        TwinCall call = play(fast());

        assertThat(call.exchanges("webhook")).extracting(Exchange::status).containsExactly(500, 500, 200);
        assertThat(gateway.webhookIds).hasSize(3).allMatch(gateway.webhookIds.get(0)::equals);
        assertThat(call.bridges()).hasSize(1);
    }

    @Test
    void the_correlation_header_can_be_missing_forged_or_stale() throws Exception {
        play(fast());
        String honest = gateway.tokens.get(0);

        play(fast().with(Switches.CORRELATION, Faults.Correlation.REUSED));
        play(fast().with(Switches.CORRELATION, Faults.Correlation.FORGED));
        play(fast().with(Switches.CORRELATION, Faults.Correlation.MISSING));

        assertThat(honest).isEqualTo(twin.calls().get(0).parentSid());
        assertThat(gateway.tokens.get(1)).isEqualTo(honest);
        assertThat(gateway.tokens.get(2))
                .hasSameSizeAs(honest)
                .isNotIn(twin.calls().stream().map(TwinCall::parentSid).toList());
        assertThat(gateway.tokens.get(3)).isEmpty();
    }

    // ---- accept and sideband

    @Test
    void accept_faults_answer_as_ordered() throws Exception {
        assertThat(accepts(Faults.Accept.ERROR_ONCE)).containsExactly(503, 200);
        assertThat(accepts(Faults.Accept.ERROR_ALWAYS)).containsExactly(503, 503);
        assertThat(accepts(Faults.Accept.TOO_MANY_ONCE)).containsExactly(429, 200);
        assertThat(accepts(Faults.Accept.REFUSED)).containsExactly(400, 400);
        assertThat(accepts(Faults.Accept.GONE)).containsExactly(404, 404);
    }

    private List<Integer> accepts(Faults.Accept accept) throws InterruptedException {
        gateway.accepts = false;
        TwinCall call = twin.placeCall(fast().with(Switches.ACCEPT, accept));
        awaits(call, it -> !it.exchanges("webhook").isEmpty());
        String id = call.callIds().get(0);
        List<Integer> statuses = List.of(
                gateway.openAi(id, "accept", "{\"type\":\"realtime\"}"),
                gateway.openAi(id, "accept", "{\"type\":\"realtime\"}"));
        call.hangUp();
        return statuses;
    }

    @Test
    void accept_is_strict() throws Exception {
        gateway.accepts = false;
        TwinCall call = twin.placeCall(fast());
        awaits(call, it -> !it.exchanges("webhook").isEmpty());
        String id = call.callIds().get(0);

        assertThat(gateway.openAi(id, "accept", "{\"model\":\"gpt-realtime\"}")).isEqualTo(400);
        assertThat(gateway.openAi(id, "accept", "not json")).isEqualTo(400);
        assertThat(gateway.openAi(id, "accept", "{\"type\":\"realtime\",\"voice\":\"marin\"}"))
                .isEqualTo(400);
        assertThat(
                        gateway.openAi(
                                id,
                                "accept",
                                "{\"type\":\"realtime\",\"audio\":{\"input\":{\"turn_detection\":{\"type\":\"server_vad\",\"threshold\":0.5}}}}"))
                .isEqualTo(400);
        assertThat(gateway.openAi(
                        id,
                        "accept",
                        "{\"type\":\"realtime\",\"audio\":{\"output\":{\"format\":{\"type\":\"audio/pcmu\"}}}}"))
                .isEqualTo(400);
        assertThat(gateway.openAi(id, "accept", "{\"type\":\"realtime\"}")).isEqualTo(200);

        assertThat(call.complaints())
                .contains("accept: Unknown parameter: 'session.audio.input.turn_detection.threshold'.")
                .hasSize(5);
    }

    @Test
    void an_accept_for_a_caller_who_has_left_succeeds_and_the_session_waits_for_its_hangup() throws Exception {
        gateway.accepts = false;
        TwinCall call = play(
                fast().with(Switches.CALLER, Faults.Caller.LEAVES_WHILE_RINGING).with(Switches.CALLER_MS, 50));
        String id = call.callIds().get(0);

        assertThat(gateway.openAi(id, "accept", "{\"type\":\"realtime\"}")).isEqualTo(200);
        assertThat(gateway.openAi(id, "hangup", "")).isEqualTo(200);
        assertThat(call.owners()).extracting(Owner::kind).containsExactly(Owner.Kind.CALLING, Owner.Kind.GONE);
        assertThat(gateway.posts)
                .filteredOn(post -> "canceled".equals(post.get("DialCallStatus")))
                .singleElement()
                .satisfies(post -> assertThat(post).containsEntry("CallStatus", "completed"));
    }

    @Test
    void the_sideband_can_come_late_drop_or_close() throws Exception {
        play(fast().with(Switches.ATTACH, Faults.Attach.NEVER).with(Switches.PATIENCE_MS, 400));
        assertThat(gateway.events).isEmpty();

        TwinCall drops = twin.placeCall(fast().with(Switches.SIDEBAND, Faults.Sideband.DROPS)
                .with(Switches.SIDEBAND_MS, 30)
                .with(Switches.PATIENCE_MS, 400));
        awaits(drops, TwinCall::isOver);
        TwinCall closes = twin.placeCall(fast().with(Switches.SIDEBAND, Faults.Sideband.CLOSES_CLEANLY)
                .with(Switches.SIDEBAND_MS, 30)
                .with(Switches.PATIENCE_MS, 400));
        awaits(closes, TwinCall::isOver);

        assertThat(gateway.closes).containsExactly("close 1006", "close 1000");
        assertThat(tells(drops, "out of patience")).isTrue();
    }

    @Test
    void a_burst_follows_the_handshake() throws Exception {
        play(fast().with(Switches.BURST, 40));

        List<String> types = gateway.events.stream()
                .map(event -> event.path("type").asText())
                .toList();
        assertThat(types.get(0)).isEqualTo("session.created");
        assertThat(types.subList(1, 41)).containsOnly("rate_limits.updated");
    }

    @Test
    void an_attach_with_the_old_header_or_the_wrong_key_is_refused() throws Exception {
        gateway.socketHeaders = Map.of("OpenAI-Beta", "realtime=v1");
        TwinCall call = twin.placeCall(fast());

        awaits(call, it -> it.exchanges("attach").stream().anyMatch(each -> each.status() == 404));

        assertThat(call.complaints()).containsExactly("the sideband was opened with the header OpenAI-Beta");
    }

    // ---- model

    @Test
    void a_cancelled_response_carries_a_function_call_that_must_not_run() throws Exception {
        TwinCall call =
                play(fast().model(ModelStep.greet(), ModelStep.transferCancelled("front-desk"), ModelStep.endCall()));

        assertThat(call.exchanges("refer")).isEmpty();
        assertThat(gateway.events)
                .anyMatch(event -> event.path("type").asText().equals("response.function_call_arguments.done")
                        && event.path("name").asText().equals("transfer_call"));
        assertThat(done("cancelled").at("/output/1/name").asText()).isEqualTo("transfer_call");
        assertThat(call.violations()).isEmpty();
    }

    private JsonNode done(String status) {
        return gateway.events.stream()
                .filter(event -> event.path("type").asText().equals("response.done"))
                .map(event -> event.path("response"))
                .filter(response -> response.path("status").asText().equals(status))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            UNKNOWN_TOOL   | open_the_pod_bay_doors | {"please":true}
            UNKNOWN_TARGET | transfer_call          | {"target":"nowhere-to-be-found","reason":"asked for it","summary":""}
            BROKEN_JSON    | transfer_call          | {"target":"front-desk","reas
            END_CALL       | end_call               | {"reason":"done"}
            """)
    void a_model_can_call_any_function_with_any_arguments(ModelStep.Kind kind, String function, String arguments)
            throws Exception {
        TwinCall call =
                twin.placeCall(fast().with(Switches.AUDIO_FRAMES, 3).model(ModelStep.greet(), ModelStep.of(kind)));
        awaits(call, it -> tells(it, "the agent: " + kind));
        awaits(
                call,
                it -> !it.exchanges("refer").isEmpty()
                        || !it.exchanges("hangup").isEmpty());

        JsonNode item = gateway.events.stream()
                .filter(event -> event.path("type").asText().equals("response.output_item.done"))
                .map(event -> event.path("item"))
                .filter(each -> each.path("type").asText().equals("function_call"))
                .findFirst()
                .orElseThrow();
        assertThat(item.path("name").asText()).isEqualTo(function);
        assertThat(item.path("arguments").asText()).startsWith(arguments);
        assertThat(gateway.events.stream()
                        .filter(event -> event.path("type").asText().equals("response.output_audio.delta")))
                .hasSizeGreaterThanOrEqualTo(3);
        call.hangUp();
        awaits(call, TwinCall::isOver);
    }

    @Test
    void a_hanging_accept_works_the_second_time() throws Exception {
        gateway.accepts = false;
        TwinCall call = twin.placeCall(fast().with(Switches.ACCEPT, Faults.Accept.HANG_ONCE));
        awaits(call, it -> !it.exchanges("webhook").isEmpty());
        String id = call.callIds().get(0);

        CompletableFuture<?> first =
                CompletableFuture.runAsync(() -> gateway.openAi(id, "accept", "{\"type\":\"realtime\"}"));
        awaits(call, it -> it.exchanges("accept").size() == 1);
        assertThat(gateway.openAi(id, "accept", "{\"type\":\"realtime\"}")).isEqualTo(200);

        assertThat(first).isNotDone();
        awaits(call, it -> it.owner().kind() == Owner.Kind.AGENT);
    }

    @Test
    void an_accept_for_a_caller_who_has_left_can_also_be_not_found() throws Exception {
        gateway.accepts = false;
        TwinCall call = play(fast().with(Switches.GHOST_ACCEPT, Faults.GhostAccept.NOT_FOUND)
                .with(Switches.CALLER, Faults.Caller.LEAVES_WHILE_RINGING));

        assertThat(gateway.openAi(call.callIds().get(0), "accept", "{\"type\":\"realtime\"}"))
                .isEqualTo(404);
    }

    @Test
    void audio_can_go_on_after_response_done() throws Exception {
        play(fast().model(ModelStep.greet(), ModelStep.longSpeech(200), ModelStep.endCall()));

        List<String> order = gateway.events.stream()
                .map(event -> event.path("type").asText())
                .filter(type -> type.startsWith("output_audio_buffer") || type.equals("response.done"))
                .toList();
        assertThat(order.subList(0, 6))
                .containsExactly(
                        "output_audio_buffer.started",
                        "response.done",
                        "output_audio_buffer.stopped",
                        "output_audio_buffer.started",
                        "response.done",
                        "output_audio_buffer.stopped");
    }

    @Test
    void a_response_create_too_many_is_an_error_and_a_complaint() throws Exception {
        gateway.greetings = 2;
        TwinCall call = play(fast());

        assertThat(call.complaints()).containsExactly("response.create while a response is active");
        assertThat(gateway.events)
                .anyMatch(event -> event.at("/error/code").asText().equals("conversation_already_has_active_response"));
    }

    @Test
    void a_tool_that_accept_did_not_offer_is_a_complaint() throws Exception {
        gateway.extraConfig = (ObjectNode) Json.object().set("tools", Json.array());

        TwinCall call = play(fast());

        assertThat(call.complaints()).containsExactly("accept did not offer the tool transfer_call");
    }

    private List<String> types() {
        return gateway.events.stream().map(event -> event.path("type").asText()).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            FAILS      | server_error       | failed     | server_error       | ''
            FAILS      | insufficient_quota | failed     | insufficient_quota | insufficient_quota
            INCOMPLETE | server_error       | incomplete | ''                 | ''
            """)
    void a_response_can_fail_or_be_cut_off(
            Faults.Model how, String code, String status, String errorType, String errorCode) throws Exception {
        play(fast().with(Switches.MODEL_FAILS, how)
                .with(Switches.MODEL_CODE, code)
                .with(Switches.PATIENCE_MS, 400));

        assertThat(types()).containsExactly("session.created", "response.created", "response.done");
        JsonNode response = done(status);
        assertThat(response.at("/status_details/type").asText()).isEqualTo(status);
        assertThat(response.at("/status_details/error/type").asText("")).isEqualTo(errorType);
        assertThat(response.at("/status_details/error/code").asText("")).isEqualTo(errorCode);
        assertThat(response.path("output")).isEmpty();
    }

    @Test
    void an_error_can_come_instead_of_a_response_or_nothing_at_all() throws Exception {
        play(fast().with(Switches.MODEL_FAILS, Faults.Model.ERROR).with(Switches.PATIENCE_MS, 400));
        assertThat(types()).containsExactly("session.created", "error");
        assertThat(gateway.events.get(1).at("/error/event_id").isNull()).isTrue();

        gateway.events.clear();
        play(fast().with(Switches.MODEL_FAILS, Faults.Model.SILENT).with(Switches.PATIENCE_MS, 400));
        assertThat(types()).containsExactly("session.created");

        gateway.events.clear();
        play(fast().with(Switches.MODEL_FAILS, Faults.Model.STUCK).with(Switches.PATIENCE_MS, 400));
        assertThat(types()).containsExactly("session.created", "response.created");
    }

    @Test
    void only_some_responses_fail_if_the_script_says_so() throws Exception {
        TwinCall call = play(fast().with(Switches.MODEL_FAILS, Faults.Model.FAILS)
                .with(Switches.MODEL_FAILS_FROM, 2)
                .with(Switches.MODEL_FAILS_TIMES, 1)
                .with(Switches.PATIENCE_MS, 400));

        assertThat(tells(call, "the agent: GREET")).isTrue();
        assertThat(types()).containsOnlyOnce("output_audio_buffer.started");
        assertThat(done("failed").path("output")).isEmpty();
    }

    @Test
    void a_session_can_be_thrown_out_and_a_proxy_can_go_away() throws Exception {
        play(fast().with(Switches.MODEL_FAILS, Faults.Model.THROWN_OUT)
                .with(Switches.MODEL_CODE, "rate_limit_exceeded")
                .with(Switches.SIDEBAND_MS, 30)
                .with(Switches.PATIENCE_MS, 400));
        assertThat(types()).containsExactly("session.created", "error");
        assertThat(gateway.events.get(1).at("/error/code").asText()).isEqualTo("rate_limit_exceeded");

        play(fast().with(Switches.SIDEBAND, Faults.Sideband.GOES_AWAY)
                .with(Switches.SIDEBAND_MS, 30)
                .with(Switches.PATIENCE_MS, 400));
        assertThat(gateway.closes).containsExactly("close 1008", "close 1001");
    }

    @Test
    void a_caller_who_talks_into_a_response_is_heard_before_it_ends() throws Exception {
        play(fast().model(ModelStep.greet(), ModelStep.transferCancelled("front-desk"), ModelStep.endCall()));

        List<String> all = types();
        int end = gateway.events.indexOf(gateway.events.stream()
                .filter(event -> event.at("/response/status").asText().equals("cancelled"))
                .findFirst()
                .orElseThrow());
        assertThat(all.subList(end - 2, end))
                .containsExactly("input_audio_buffer.speech_started", "output_audio_buffer.cleared");
    }

    @Test
    void one_function_call_can_stand_twice_in_its_response() throws Exception {
        TwinCall call = twin.placeCall(fast().with(Switches.FUNCTION_CALLS, Faults.Reported.TWICE_EMPTY_FIRST)
                .model(ModelStep.greet(), ModelStep.endCall()));
        awaits(call, it -> !it.functions().isEmpty());
        awaits(call, TwinCall::isOver);

        List<JsonNode> items = gateway.events.stream()
                .filter(event -> event.path("type").asText().equals("response.done"))
                .flatMap(event -> java.util.stream.StreamSupport.stream(
                        event.at("/response/output").spliterator(), false))
                .filter(item -> item.path("type").asText().equals("function_call"))
                .toList();
        assertThat(items)
                .extracting(item -> item.path("arguments").asText())
                .containsExactly("{}", "{\"reason\":\"done\"}");
        assertThat(items)
                .extracting(item -> item.path("call_id").asText())
                .hasSize(2)
                .containsOnly(call.functions().get(0).id());
        assertThat(items).extracting(item -> item.path("id").asText()).doesNotHaveDuplicates();
    }

    // ---- caller, legs, callbacks

    @Test
    void a_caller_can_leave_the_agent_or_the_ringing() throws Exception {
        TwinCall agent = play(
                fast().with(Switches.CALLER, Faults.Caller.LEAVES_WITH_AGENT).with(Switches.CALLER_MS, 10));
        TwinCall ringing = play(fast().with(Switches.CALLER, Faults.Caller.LEAVES_WHILE_TARGET_RINGS)
                .with(Switches.CALLER_MS, 20));

        assertThat(agent.rings()).isEmpty();
        assertThat(ringing.rings()).singleElement().extracting(Ring::outcome).isEqualTo("canceled");
        assertThat(ringing.bridges()).isEmpty();
        assertThat(twin.violations()).isEmpty();
    }

    @Test
    void an_agents_leg_that_fails_brings_no_webhook() throws Exception {
        TwinCall call = play(fast().with(Switches.AGENT_LEG, Faults.AgentLeg.FAILS_400));

        assertThat(call.exchanges("webhook")).isEmpty();
        assertThat(call.bridges()).as("the rescue").hasSize(1);
    }

    @Test
    void status_callbacks_tell_the_parent_and_can_be_doubled_or_out_of_order() throws Exception {
        TwinCall doubled = play(fast().with(Switches.CALLBACKS, Faults.Callbacks.DOUBLED));
        awaits(doubled, call -> call.exchanges("status-initiated").size() == 4);
        gateway.posts.clear();
        TwinCall mixed = play(
                fast().with(Switches.CALLBACKS, Faults.Callbacks.OUT_OF_ORDER).with(Switches.HUMAN_TALK_MS, 900));

        List<String> order = gateway.posts.stream()
                .filter(post -> mixed.parentSid().equals(post.get("ParentCallSid")))
                .map(post -> post.get("SequenceNumber"))
                .toList();
        assertThat(order)
                .contains("0", "1")
                .isNotEqualTo(order.stream().sorted().toList());
        assertThat(gateway.badSignatures).isEmpty();
    }

    @Test
    void an_unusable_document_ends_the_call() throws Exception {
        gateway.inbound = "<Response><Dial action=\"/relative\">+61290000001</Dial></Response>";

        TwinCall call = play(fast());

        assertThat(call.complaints()).singleElement().asString().startsWith("11100");
        assertThat(tells(call, "application error")).isTrue();
    }

    @Test
    void an_address_that_no_vendor_has_is_a_violation() {
        gateway.rest("/Conferences.json", Map.of());

        assertThat(twin.violations())
                .singleElement()
                .asString()
                .startsWith("no such address: POST /2010-04-01/Accounts/");
    }
}
