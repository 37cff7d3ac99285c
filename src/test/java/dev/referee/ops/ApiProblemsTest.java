package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.DispatcherType;
import java.net.SocketTimeoutException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.mock.web.MockHttpServletRequest;

class ApiProblemsTest extends TwinApp {

    @Test
    void unknown_paths_are_problems() {
        for (String path : List.of("/api", "/api/", "/api/nope", "/api/calls/", "/api/calls/x/y/z", "/nope")) {
            assertThat(web.get(path).isProblem(404)).as(path).isTrue();
        }
    }

    @Test
    void wrong_methods_are_problems() {
        assertThat(web.method("DELETE", "/api/calls").isProblem(405)).isTrue();
        assertThat(web.method("PUT", "/api/calls/x/transfer").isProblem(405)).isTrue();
        assertThat(web.get("/api/calls/x/hangup").isProblem(405)).isTrue();
        assertThat(web.get("/openai/webhook").isProblem(405)).isTrue();
        assertThat(web.method("BREW", "/api/calls").isProblem(405)).isTrue();
        assertThat(web.method("BREW", "/openai/webhook").isProblem(405)).isTrue();
    }

    @Test
    void a_body_that_is_not_said_to_be_json_is_a_problem() {
        Web.Reply reply = web.postChunked("/api/calls/x/transfer", "text/plain", "{}".getBytes());

        assertThat(reply.isProblem(415)).isTrue();
    }

    @Test
    void problems_are_json_whatever_the_client_accepts() {
        assertThat(web.get("/api/nope", "Accept", "application/xml").isProblem(404))
                .isTrue();
        assertThat(web.get("/api/calls/x", "Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
                        .isProblem(404))
                .isTrue();
        assertThat(web.get("/api/calls", "Accept", "application/xml").isProblem(406))
                .isTrue();
    }

    @Test
    void requests_that_tomcat_refuses_itself_are_problems() {
        for (String target : List.of("/api/calls/%zz", "/api/%2Fcalls", "/api/calls/%00", "/api/calls?x=\u0001")) {
            assertThat(web.raw(target))
                    .startsWith("HTTP/1.1 400")
                    .contains("application/problem+json")
                    .contains("\"status\":400")
                    .doesNotContain("Exception");
        }
    }

    @Test
    void only_a_database_that_is_away_is_worth_another_try() {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api/calls");

        assertThat(new ApiProblems().away(new DataAccessResourceFailureException("down"), request))
                .satisfies(answer -> assertThat(answer.getStatusCode().value()).isEqualTo(503));
        assertThat(new ApiProblems().away(new DataIntegrityViolationException("too long"), request))
                .satisfies(answer -> assertThat(answer.getStatusCode().value()).isEqualTo(500));
    }

    @Test
    void problems_do_not_tell_a_number_again_that_stood_in_the_request() {
        for (String path : List.of(
                "/api/calls/%2B61420351258",
                "/api/calls/0420351258",
                "/api/nope/0420-351-258",
                "/api/calls?limit=0420%20351%20258",
                "/api/calls?state=%2B61420351258")) {
            assertThat(web.get(path).body())
                    .as(path)
                    .contains("\"status\":4")
                    .doesNotContain("351")
                    .doesNotContain("instance");
        }
        assertThat(web.raw("/api/calls/+61420351258"))
                .contains("\"status\":404")
                .doesNotContain("351");
    }

    @Test
    void a_body_of_several_parts_is_a_problem_and_no_failure_of_ours() {
        assertThat(web.postChunked("/api/session", "multipart/form-data", "--x".getBytes())
                        .isProblem(415))
                .isTrue();
    }

    @Test
    void a_page_that_does_not_read_its_stream_needs_no_answer_and_any_other_timeout_is_a_bug() {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api/live");
        request.setDispatcherType(DispatcherType.ASYNC);
        assertThat(new ApiProblems().broken(new SocketTimeoutException(), request))
                .isNull();

        request.setDispatcherType(DispatcherType.REQUEST);
        assertThat(new ApiProblems().broken(new SocketTimeoutException(), request))
                .satisfies(answer -> assertThat(answer.getStatusCode().value()).isEqualTo(500));
    }
}
