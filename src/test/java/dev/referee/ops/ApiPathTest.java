package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api",
                "/api/",
                "/api/calls",
                "//api/calls",
                "///api",
                "/./api/calls",
                "/x/../api/calls",
                "/x/y/../../api/calls",
                "/../api",
                "/api/../api/calls",
                "/api/../x",
                "/API/calls",
                "/aPi/calls",
                "/%61pi/calls",
                "/%61%70%69",
                "/%2561pi/calls",
                "/%252561pi/calls",
                "/%25252561pi/calls",
                "/%252F..%252Fapi",
                "/%zz/../%2561pi",
                "/api;a=b/calls",
                "/;a=b/api/calls",
                "/api%3Ba=b/calls",
                "/%2e/api/calls",
                "/x/%2e%2e/api/calls",
                "/x/..;a=b/api/calls",
                "/x%2f..%2fapi/calls",
                "\\api\\calls",
                "/%5Capi/calls",
                "/api%2fcalls",
                "/ api/calls",
                "/%20api%20/calls"
            })
    void whatever_may_lead_to_the_api_is_taken_for_it(String path) {
        assertThat(ApiPath.leadsTo(path, "api")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "",
                "/apiary",
                "/openai/webhook",
                "/twiml/inbound",
                "/twiml/api",
                "/actuator/health",
                "/twin/calls",
                "/index.html",
                "/a%70p"
            })
    void other_paths_are_not(String path) {
        assertThat(ApiPath.leadsTo(path, "api")).isFalse();
    }
}
