package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class OwnPagesTest {

    private final OwnPages pages = new OwnPages("https://voice.example.com");

    private static MockHttpServletRequest post(String... headers) {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/calls/x/hangup");
        request.addHeader("Host", "inside.example.com:8080");
        for (int i = 0; i < headers.length; i += 2) {
            request.addHeader(headers[i], headers[i + 1]);
        }
        return request;
    }

    @Test
    void reading_needs_no_proof() {
        MockHttpServletRequest request = post("Sec-Fetch-Site", "cross-site");
        request.setMethod("GET");

        assertThat(pages.mayUseCookie(request)).isTrue();
    }

    @Test
    void changing_needs_the_header() {
        assertThat(pages.mayUseCookie(post())).isFalse();
        assertThat(pages.mayUseCookie(post("X-Referee-Console", "0"))).isFalse();
        assertThat(pages.mayUseCookie(post("X-Referee-Console", "1"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://voice.example.com",
                "HTTPS://Voice.Example.com",
                "http://inside.example.com:8080",
                "https://inside.example.com:8080"
            })
    void our_own_page_may(String origin) {
        assertThat(pages.mayUseCookie(
                        post("X-Referee-Console", "1", "Origin", origin, "Sec-Fetch-Site", "same-origin")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                "https://evil.example.com",
                "http://voice.example.com",
                "https://voice.example.com.evil.com",
                "https://voice.example.com:444",
                "https://evil.com/https://voice.example.com",
                "http://inside.example.com",
                "http://inside.example.com:80800",
                "file://"
            })
    void no_other_page_may(String origin) {
        assertThat(pages.mayUseCookie(post("X-Referee-Console", "1", "Origin", origin)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", "none", "Same-Origin", ""})
    void nor_may_one_of_which_the_browser_says_so(String site) {
        assertThat(pages.mayUseCookie(post("X-Referee-Console", "1", "Sec-Fetch-Site", site)))
                .isFalse();
    }

    @Test
    void two_origins_are_one_too_many() {
        assertThat(pages.mayUseCookie(post(
                        "X-Referee-Console",
                        "1",
                        "Origin",
                        "https://voice.example.com",
                        "Origin",
                        "https://evil.example.com")))
                .isFalse();
    }
}
