package dev.referee.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.preflight.Finding.Level;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

/** What becomes of the checks: none holds another up. */
class PreflightTest {

    private interface Body {
        List<Finding> run() throws Exception;
    }

    private static Check check(String name, Body body) {
        return new Check() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<Finding> run(Surroundings surroundings) throws Exception {
                return body.run();
            }
        };
    }

    private static Preflight.Report run(Duration limit, Check... checks) {
        return new Preflight(List.of(checks), limit).run(new Surroundings(new MockEnvironment()));
    }

    @Test
    void a_check_that_fails_or_hangs_holds_no_other_up() {
        CountDownLatch never = new CountDownLatch(1);
        Preflight.Report report = run(
                Duration.ofMillis(300),
                check("hangs", () -> {
                    never.await();
                    return List.of();
                }),
                check("throws", () -> {
                    throw new IllegalStateException("secret hunter2");
                }),
                check("works", () -> List.of(Finding.ok("works", "fine"))));

        assertThat(report.findings()).extracting(Finding::check).containsExactly("hangs", "throws", "works");
        assertThat(report.findings()).extracting(Finding::level).containsExactly(Level.ERROR, Level.ERROR, Level.OK);
        assertThat(report.findings().get(1).toString()).doesNotContain("hunter2");
    }

    @Test
    void only_an_error_fails_it() {
        assertThat(exit(Finding.ok("a", "fine"), Finding.warning("b", "hm", "do")))
                .isZero();
        assertThat(exit(Finding.error("a", "bad", "do"), Finding.ok("b", "fine")))
                .isOne();
    }

    @Test
    void each_finding_is_a_line_and_the_last_counts_them() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PreflightCommand.report(
                run(
                        Duration.ofSeconds(5),
                        check("a", () -> List.of(Finding.error("a", "+61491570006\nbad", "do this")))),
                new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "error    a          +61…06 bad; remedy: do this", "preflight: 0 ok, 0 warnings, 1 errors");
    }

    private static int exit(Finding... findings) {
        return PreflightCommand.report(
                new Preflight.Report(List.of(findings)), new PrintStream(new ByteArrayOutputStream(), true));
    }
}
