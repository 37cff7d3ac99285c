package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.ledger.Durability;
import dev.referee.ledger.Schema;
import dev.referee.ledger.SignOuts;
import jakarta.servlet.http.Cookie;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletRequest;

/** Two nodes on one database. */
@ExtendWith(OutputCaptureExtension.class)
class OperatorsTest {

    private static final String TOKEN = "s3cret-of-operators";

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final JdbcConnectionPool database =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    private final JdbcClient jdbc = JdbcClient.create(database);
    private final Operators anna = node();
    private final Operators bert = node();
    private boolean away;

    @BeforeEach
    void migrate() {
        Schema.of(database).migrate();
    }

    @AfterEach
    void close() {
        jdbc.sql("shutdown").update();
        database.dispose();
    }

    private Operators node() {
        SignOuts signOuts = new SignOuts(jdbc, Durability.OF_THE_COMMIT);
        EndedSessions ended = new EndedSessions(
                () -> {
                    asked.incrementAndGet();
                    if (away) {
                        throw new DataAccessResourceFailureException("away");
                    }
                    return signOuts;
                },
                nanos::get);
        return new Operators(TOKEN, null, false, ended, Clock.systemUTC());
    }

    private static MockHttpServletRequest with(String cookie) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setCookies(new Cookie(SessionCookie.NAME, cookie));
        return request;
    }

    @Test
    void who_signs_out_at_one_node_is_out_at_the_other_within_a_second_and_nobody_else_is() {
        MockHttpServletRequest leaves = with(anna.newSession());
        MockHttpServletRequest stays = with(anna.newSession());
        assertThat(bert.hasSession(leaves)).isTrue();

        anna.endSession(leaves);

        assertThat(anna.hasSession(leaves)).isFalse();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(bert.hasSession(leaves)).isFalse();
        assertThat(node().hasSession(leaves)).as("after a restart").isFalse();
        assertThat(bert.hasSession(stays)).isTrue();
        assertThat(anna.hasSession(stays)).isTrue();
    }

    @Test
    void the_database_is_asked_once_a_second_and_only_for_cookies_of_ours() {
        MockHttpServletRequest ours = with(anna.newSession());

        for (int i = 0; i < 100; i++) {
            assertThat(anna.hasSession(ours)).isTrue();
            assertThat(bert.hasSession(with("9999999999.AAAAAAAAAAAAAAAAAAAAAA.x")))
                    .isFalse();
        }

        assertThat(asked).hasValue(1);
    }

    @Test
    void while_the_database_is_away_what_was_known_counts_and_nobody_is_told_that_they_are_out() {
        MockHttpServletRequest out = with(anna.newSession());
        MockHttpServletRequest in = with(anna.newSession());
        anna.endSession(out);
        away = true;
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());

        assertThat(anna.hasSession(out)).isFalse();
        assertThat(anna.hasSession(in)).isTrue();
        assertThatThrownBy(() -> anna.endSession(in)).isInstanceOf(DataAccessException.class);
        assertThat(anna.hasSession(in)).isTrue();
    }

    @Test
    void what_has_expired_is_forgotten() {
        Instant now = Instant.parse("2026-05-04T10:00:00Z");
        SignOuts signOuts = new SignOuts(jdbc, Durability.OF_THE_COMMIT);
        signOuts.add("old", now.plusSeconds(1), now);
        signOuts.add("old", now.plusSeconds(1), now);

        signOuts.add("new", now.plusSeconds(10), now.plusSeconds(1));

        assertThat(signOuts.nonces()).containsExactly("new");
    }

    @Test
    void a_live_start_without_an_admin_token_says_so(CapturedOutput output) {
        EndedSessions none = new EndedSessions(() -> new SignOuts(jdbc, Durability.OF_THE_COMMIT), nanos::get);
        Clock clock = Clock.systemUTC();

        anna.tellWhatIsShut();
        new Operators(null, null, true, none, clock).tellWhatIsShut();
        assertThat(output.getOut()).doesNotContain("referee.admin.token");
        new Operators(null, null, false, none, clock).tellWhatIsShut();

        assertThat(output.getOut())
                .contains("referee.admin.token (REFEREE_ADMIN_TOKEN)", "/api answers 403", "prometheus answers 403");
    }
}
