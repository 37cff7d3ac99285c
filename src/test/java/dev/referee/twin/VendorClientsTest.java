package dev.referee.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.realtime.RealtimeSessionCreateRequest;
import com.openai.models.realtime.calls.CallAcceptParams;
import com.openai.models.realtime.calls.CallReferParams;
import com.twilio.exception.ApiException;
import com.twilio.http.HttpClient;
import com.twilio.http.Request;
import com.twilio.http.Response;
import com.twilio.http.TwilioRestClient;
import com.twilio.rest.api.v2010.account.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The vendors' own client libraries take the twin for the real thing. */
class VendorClientsTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Twin twin;
    private StandInGateway gateway;
    private OpenAIClient openAi;
    private TwilioRestClient twilio;

    @BeforeEach
    void start() throws IOException {
        twin = Twin.start(TwinOptions.usual());
        gateway = new StandInGateway(twin);
        gateway.accepts = false;
        openAi = openAi(twin.options().openAi().apiKey());
        twilio = twilio(twin.options().twilio().authToken());
    }

    @AfterEach
    void stop() {
        openAi.close();
        gateway.close();
        twin.close();
    }

    private OpenAIClient openAi(String key) {
        return OpenAIOkHttpClient.builder()
                .apiKey(key)
                .baseUrl(twin.openAiUrl().toString())
                .maxRetries(0)
                .build();
    }

    private TwilioRestClient twilio(String token) {
        return new TwilioRestClient.Builder(twin.options().twilio().accountSid(), token)
                .httpClient(new ToTwin())
                .build();
    }

    private TwinCall announced(CallScript script) throws InterruptedException {
        TwinCall call = twin.placeCall(script);
        assertThat(call.await(it -> it.exchanges("webhook").stream().anyMatch(each -> each.status() == 200), LIMIT))
                .as(call::toString)
                .isTrue();
        return call;
    }

    private TwinCall talking(CallScript script) throws InterruptedException {
        TwinCall call = announced(script);
        openAi.realtime().calls().accept(call.callIds().get(0), session());
        assertThat(call.await(it -> it.owner().kind() == Owner.Kind.AGENT, LIMIT))
                .isTrue();
        return call;
    }

    private static CallAcceptParams session() {
        return CallAcceptParams.builder()
                .realtimeSessionCreateRequest(RealtimeSessionCreateRequest.builder()
                        .model("gpt-realtime-2.1")
                        .instructions("You are the receptionist.")
                        .build())
                .build();
    }

    private static CallReferParams refer() {
        return CallReferParams.builder().targetUri("tel:+61290001111").build();
    }

    @Test
    void openai_java_accepts_refers_and_hangs_up() throws Exception {
        TwinCall call = talking(TransferTest.fast().with(Switches.REFER, Faults.Refer.SILENT));
        String id = call.callIds().get(0);

        openAi.realtime().calls().refer(id, refer());
        openAi.realtime().calls().hangup(id);

        assertThat(call.awaitOver(LIMIT)).isTrue();
        assertThat(call.violations()).isEmpty();
        assertThat(gateway.badSignatures).isEmpty();
        assertThatThrownBy(() -> openAi.realtime().calls().hangup(id))
                .isInstanceOfSatisfying(
                        NotFoundException.class, e -> assertThat(e.code()).hasValue("call_id_not_found"));
    }

    @Test
    void openai_java_rejects() throws Exception {
        TwinCall call = announced(TransferTest.fast());

        openAi.realtime().calls().reject(call.callIds().get(0));

        assertThat(call.awaitOver(LIMIT)).isTrue();
        assertThat(gateway.posts)
                .filteredOn(post -> post.containsKey("DialCallStatus"))
                .singleElement()
                .satisfies(post -> assertThat(post)
                        .containsEntry("DialCallStatus", "busy")
                        .containsEntry("DialSipResponseCode", "603"));
    }

    @Test
    void openai_java_maps_the_errors() throws Exception {
        TwinCall call = talking(TransferTest.fast().with(Switches.REFER, Faults.Refer.ERROR));
        String id = call.callIds().get(0);

        assertThatThrownBy(() -> openAi.realtime().calls().refer(id, refer()))
                .isInstanceOf(InternalServerException.class);
        assertThatThrownBy(() -> openAi.realtime().calls().accept(id, session()))
                .isInstanceOf(BadRequestException.class);
        assertThatThrownBy(() -> openAi.realtime().calls().hangup("rtc_nobody")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> openAi("sk-wrong").realtime().calls().hangup(id))
                .isInstanceOf(UnauthorizedException.class);
        assertThat(call.complaints()).containsExactly("accepted twice");
    }

    @Test
    void an_accept_whose_answer_nobody_waited_for_may_be_sent_again() throws Exception {
        TwinCall call = announced(TransferTest.fast());
        String id = call.callIds().get(0);
        String body = "{\"type\":\"realtime\",\"model\":\"gpt-realtime-2.1\"}";
        try (Socket impatient = new Socket("127.0.0.1", twin.openAiUrl().getPort())) {
            String request = "POST /v1/realtime/calls/" + id
                    + "/accept HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                    + twin.options().openAi().apiKey() + "\r\nContent-Type: application/json\r\nContent-Length: "
                    + body.length() + "\r\n\r\n" + body;
            impatient.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(call.await(it -> it.owner().kind() == Owner.Kind.AGENT, LIMIT))
                .as(call::toString)
                .isTrue();

        assertThatThrownBy(() -> openAi.realtime().calls().accept(id, session()))
                .isInstanceOf(BadRequestException.class);
        assertThat(call.complaints()).isEmpty();

        assertThatThrownBy(() -> openAi.realtime().calls().accept(id, session()))
                .isInstanceOf(BadRequestException.class);
        assertThat(call.complaints()).containsExactly("accepted twice");
    }

    @Test
    void twilio_java_redirects_fetches_lists_and_hears_21220() throws Exception {
        TwinCall call = talking(TransferTest.fast());
        String account = twin.options().twilio().accountSid();

        assertThat(Call.fetcher(call.parentSid()).fetch(twilio).getStatus()).isEqualTo(Call.Status.IN_PROGRESS);
        Call updated = Call.updater(call.parentSid())
                .setUrl(URI.create(gateway.base() + "/twiml/target?0"))
                .update(twilio);
        assertThat(updated.getSid()).isEqualTo(call.parentSid());
        assertThat(updated.getAccountSid()).isEqualTo(account);
        assertThat(call.awaitOver(LIMIT)).as(call::toString).isTrue();

        assertThat(call.bridges()).singleElement().extracting(Bridge::mechanism).isEqualTo("redirect");
        assertThat(Call.reader().setParentCallSid(call.parentSid()).read(twilio))
                .hasSize(2);
        assertThatThrownBy(() -> Call.updater(call.parentSid())
                        .setUrl(URI.create(gateway.base() + "/twiml/target?0"))
                        .update(twilio))
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.getCode()).isEqualTo(21220);
                    assertThat(e.getStatusCode()).isEqualTo(400);
                });
        assertThat(gateway.badSignatures).isEmpty();
    }

    @Test
    void twilio_java_hangs_up_and_maps_the_errors() throws Exception {
        TwinCall call = talking(TransferTest.fast());

        assertThatThrownBy(
                        () -> Call.fetcher("CA00000000000000000000000000000000").fetch(twilio))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.getCode()).isEqualTo(20404));
        assertThatThrownBy(() -> Call.fetcher(call.parentSid()).fetch(twilio("wrong")))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.getCode()).isEqualTo(20003));
        Call.updater(call.parentSid()).setStatus(Call.UpdateStatus.COMPLETED).update(twilio);

        assertThat(call.awaitOver(LIMIT)).isTrue();
        assertThat(Call.fetcher(call.parentSid()).fetch(twilio).getStatus()).isEqualTo(Call.Status.COMPLETED);
    }

    /** Sends what twilio-java wants to send to the twin instead. */
    private final class ToTwin extends HttpClient {
        @Override
        public Response makeRequest(Request request) {
            URI to = URI.create(request.constructURL().toString());
            String form = request.getPostParams().entrySet().stream()
                    .flatMap(each -> each.getValue().stream()
                            .map(value -> each.getKey() + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)))
                    .collect(Collectors.joining("&"));
            HttpRequest.Builder http = HttpRequest.newBuilder(URI.create(twin.twilioUrl()
                            + to.getRawPath()
                            + (to.getRawQuery() == null ? "" : "?" + to.getRawQuery())))
                    .header("Authorization", request.getAuthString())
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .method(request.getMethod().toString(), HttpRequest.BodyPublishers.ofString(form));
            try {
                HttpResponse<String> answer = java.net.http.HttpClient.newHttpClient()
                        .send(http.build(), HttpResponse.BodyHandlers.ofString());
                return new Response(answer.body(), answer.statusCode());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
