package dev.referee.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.openai.OpenAiAnswers.Answer;
import dev.referee.openai.OpenAiAnswers.Verb;
import dev.referee.transfer.RequestResult;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OpenAiAnswersTest {

    private static String error(String code) {
        return "{\"error\":{\"message\":\"No session found for the provided call_id\",\"type\":\"invalid_request_error\","
                + "\"param\":null,\"code\":" + (code == null ? "null" : "\"" + code + "\"") + "}}";
    }

    @ParameterizedTest(name = "{0} {1} {2}: {3}, again {4}")
    @CsvSource(nullValues = "-", textBlock = """
            ACCEPT, 200, -,                  Accepted,    false
            ACCEPT, 202, -,                  Accepted,    false
            ACCEPT, 302, -,                  Refused,     false
            ACCEPT, 400, -,                  Refused,     false
            ACCEPT, 400, call_id_not_found,  AlreadyOver, false
            ACCEPT, 400, unknown_parameter,  Refused,     false
            ACCEPT, 401, invalid_api_key,    Refused,     false
            ACCEPT, 403, -,                  Refused,     false
            ACCEPT, 404, call_id_not_found,  AlreadyOver, false
            ACCEPT, 404, -,                  AlreadyOver, false
            ACCEPT, 408, -,                  Refused,     true
            ACCEPT, 409, -,                  Refused,     false
            ACCEPT, 422, -,                  Refused,     false
            ACCEPT, 429, rate_limit,         Refused,     true
            ACCEPT, 500, -,                  Unknown,     true
            ACCEPT, 502, -,                  Unknown,     true
            ACCEPT, 503, -,                  Unknown,     true
            ACCEPT, 504, -,                  Unknown,     true
            REFER,  200, -,                  Accepted,    false
            REFER,  307, -,                  Refused,     false
            REFER,  400, -,                  Refused,     false
            REFER,  400, call_id_not_found,  AlreadyOver, false
            REFER,  401, -,                  Refused,     false
            REFER,  404, call_id_not_found,  AlreadyOver, false
            REFER,  408, -,                  Refused,     false
            REFER,  429, -,                  Refused,     false
            REFER,  500, -,                  Refused,     false
            REFER,  503, -,                  Refused,     false
            HANGUP, 200, -,                  Accepted,    false
            HANGUP, 400, call_id_not_found,  AlreadyOver, false
            HANGUP, 404, -,                  AlreadyOver, false
            HANGUP, 429, -,                  Refused,     false
            HANGUP, 500, -,                  Unknown,     false
            REJECT, 200, -,                  Accepted,    false
            REJECT, 404, call_id_not_found,  AlreadyOver, false
            REJECT, 400, -,                  Refused,     false
            REJECT, 503, -,                  Unknown,     false
            """)
    void every_status_has_its_result(Verb verb, int status, String code, String result, boolean again) {
        Answer answer = OpenAiAnswers.classify(verb, status, status < 300 ? "" : error(code), "req_1");

        assertThat(answer.result().getClass().getSimpleName()).isEqualTo(result);
        assertThat(answer.retryable()).isEqualTo(again);
        assertThat(answer.result().reason()).startsWith(String.valueOf(status)).endsWith("(req_1)");
        if (answer.result() instanceof RequestResult.Refused refused) {
            assertThat(refused.code()).isEqualTo(code == null ? "" : code);
            assertThat(refused.reason()).contains("No session found");
        }
    }

    @Test
    void bodies_that_are_no_error_envelope_do_no_harm() {
        for (String body : new String[] {null, "", "Internal Server Error", "<html>", "[]", "{\"error\":\"x\"}", "{"}) {
            Answer answer = OpenAiAnswers.classify(Verb.REFER, 500, body, null);

            assertThat(answer.result()).isEqualTo(new RequestResult.Refused(500, "", "500 (no x-request-id)"));
        }
    }

    @Test
    void a_long_message_is_cut_and_numbers_in_it_are_masked() {
        String body =
                "{\"error\":{\"message\":\"tel:+14155550123 is bad\\n" + "x".repeat(500) + "\",\"code\":\"bad\"}}";

        String reason =
                OpenAiAnswers.classify(Verb.REFER, 400, body, null).result().reason();

        assertThat(reason)
                .startsWith("400 bad: tel:+14…23 is bad x")
                .hasSizeLessThan(230)
                .doesNotContain("\n");
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new ConnectException("refused"), true),
                Arguments.of(new UnknownHostException("x"), true),
                Arguments.of(new NoRouteToHostException("x"), true),
                Arguments.of(new HttpConnectTimeoutException("x"), true),
                Arguments.of(new ConnectTimeoutException("x"), true),
                Arguments.of(new SSLHandshakeException("x"), true),
                Arguments.of(new RuntimeException("wrapped", new ConnectException("refused")), true),
                Arguments.of(new SocketTimeoutException("read"), false),
                Arguments.of(new HttpTimeoutException("read"), false),
                Arguments.of(new SocketException("Connection reset"), false),
                Arguments.of(new IOException("eof"), false),
                Arguments.of(new RuntimeException("wrapped", new SocketTimeoutException("read")), false));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void only_a_request_that_never_left_counts_as_not_sent(Exception failure, boolean notSent) {
        Answer refer = OpenAiAnswers.failed(Verb.REFER, failure);

        assertThat(refer.result()).isInstanceOf(notSent ? RequestResult.NotSent.class : RequestResult.Unknown.class);
        assertThat(refer.retryable()).isFalse();
        assertThat(OpenAiAnswers.failed(Verb.ACCEPT, failure).retryable()).isTrue();
    }

    @Test
    void an_accept_that_was_decided_before_is_accepted() {
        String body = "{\"error\":{\"code\":\"decision_already_made\",\"message\":\"already accepted\"}}";

        assertThat(OpenAiAnswers.classify(OpenAiAnswers.Verb.ACCEPT, 400, body, null)
                        .result())
                .isInstanceOf(RequestResult.Accepted.class);
        assertThat(OpenAiAnswers.classify(OpenAiAnswers.Verb.REJECT, 400, body, null)
                        .result())
                .isInstanceOf(RequestResult.Refused.class);
    }
}
