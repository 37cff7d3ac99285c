package dev.referee.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;

class StartUpTest {

    @Test
    void an_h2_database_stays_open_at_a_stop_and_remembers_our_statements() {
        assertThat(database("jdbc:h2:file:./data/referee"))
                .isEqualTo("jdbc:h2:file:./data/referee;QUERY_CACHE_SIZE=64;DB_CLOSE_ON_EXIT=FALSE");
    }

    @Test
    void options_that_somebody_chose_are_kept() {
        assertThat(database("jdbc:h2:file:./x;query_cache_size=9;db_close_on_exit=TRUE"))
                .isEqualTo("jdbc:h2:file:./x;query_cache_size=9;db_close_on_exit=TRUE");
    }

    @Test
    void another_database_is_left_alone() {
        assertThat(database("jdbc:postgresql://db/referee")).isEqualTo("jdbc:postgresql://db/referee");
    }

    @Test
    void routes_get_their_timeouts_in_milliseconds_and_the_mapped_events_as_a_list() {
        MockEnvironment environment = new MockEnvironment()
                .withProperty("referee.agent.accept-attempt-timeout", "2500ms")
                .withProperty("referee.transfer.evidence-timeout", "4s")
                .withProperty("referee.transfer.lifecycle-events[call.transferred]", "on-wire")
                .withProperty("referee.transfer.lifecycle-events[refer.failed]", "refused");

        process(environment);

        assertThat(environment.getProperty("routes.accept-timeout-ms")).isEqualTo("2500");
        assertThat(environment.getProperty("routes.refer-timeout-ms")).isEqualTo("4000");
        assertThat(environment.getProperty("routes.lifecycle-types").split(","))
                .containsExactlyInAnyOrder("call.transferred", "refer.failed");
    }

    @Test
    void the_twin_listens_on_loopback_unless_it_is_told_otherwise() {
        assertThat(address(new MockEnvironment(), "twin")).isEqualTo("127.0.0.1");
        assertThat(address(new MockEnvironment().withProperty("server.address", ""), "twin"))
                .isEqualTo("127.0.0.1");
        assertThat(address(new MockEnvironment().withProperty("server.address", "0.0.0.0"), "twin"))
                .isEqualTo("0.0.0.0");
        assertThat(address(new MockEnvironment(), "live")).isNull();
    }

    private static String address(MockEnvironment environment, String profile) {
        environment.setActiveProfiles(profile);
        process(environment);
        return environment.getProperty("server.address");
    }

    private static String database(String url) {
        MockEnvironment environment = new MockEnvironment().withProperty("spring.datasource.url", url);
        process(environment);
        return environment.getProperty("spring.datasource.url");
    }

    private static void process(MockEnvironment environment) {
        new StartUp().postProcessEnvironment(environment, new SpringApplication());
    }
}
