package dev.referee.example;

import static dev.referee.twin.Faults.Caller.LEAVES_WHILE_TARGET_RINGS;
import static dev.referee.twin.Faults.CarrierRest.DOWN;
import static dev.referee.twin.Faults.Refer.SILENT;
import static dev.referee.twin.HumanScript.Does.ANSWERS;
import static dev.referee.twin.HumanScript.Does.BUSY;
import static dev.referee.twin.HumanScript.Does.NO_ANSWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.CallScenario;
import dev.referee.testkit.CallStory;
import dev.referee.testkit.Referee;
import dev.referee.testkit.RefereeTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a team tests the routes and settings it edits: the example of the README. */
@RefereeTest
class TransferRouteExampleTest {

    private static final String FALLBACK = """
                        onFallback:
                          steps:
                            - to:
                                uri: direct:carrier
            """;

    @Test
    void a_transfer_arrives_by_refer() {
        CallScenario.incoming()
                .play()
                .tried("refer:confirmed")
                .outcome("bridged")
                .callerWasWith("agent", "human front-desk")
                .nobodyLost()
                .nobodyRungTwice();
    }

    @Test
    void a_silent_refer_is_helped_by_the_carrier_within_six_seconds() {
        CallScenario.incoming()
                .refer(SILENT)
                .talk(Duration.ofMinutes(3))
                .play()
                .tried("refer:silent", "redirect:confirmed")
                .bridgedWith("front-desk")
                .bridgedWithin(Duration.ofSeconds(6))
                .lastedAtLeast(Duration.ofMinutes(3))
                .nobodyLost();
    }

    @Test
    void the_carriers_api_down_as_well_leaves_release() {
        CallScenario.incoming()
                .refer(SILENT)
                .carrier(DOWN)
                .play()
                .tried("refer:silent", "redirect:silent", "release:confirmed")
                .bridgedWith("front-desk")
                .aloneAtMost(Duration.ofSeconds(2))
                .nobodyLost()
                .nobodyRungTwice();
    }

    @Test
    void nobody_at_the_front_desk_brings_the_caller_back_to_the_agent() {
        CallScenario.incoming()
                .refer(SILENT)
                .human("front-desk", BUSY, NO_ANSWER)
                .play()
                .rang("front-desk", "front-desk #2")
                .bridgedWithNobody()
                .outcome("returned")
                .callerWasWith("agent", "agent")
                .nobodyLost();
    }

    @Test
    void sales_has_a_voicemail() {
        CallScenario.incoming()
                .transferTo("sales")
                .human("sales", NO_ANSWER)
                .play()
                .outcome("voicemail")
                .called("transfer_call")
                .with("target", "sales")
                .story()
                .nobodyLost();
    }

    @Test
    void a_caller_who_leaves_is_not_called_back() {
        CallScenario.incoming()
                .human("front-desk", NO_ANSWER, ANSWERS)
                .caller(LEAVES_WHILE_TARGET_RINGS, Duration.ofSeconds(10))
                .play()
                .outcome("abandoned")
                .rang("front-desk")
                .bridgedWithNobody()
                .clean();
    }

    /**
     * What a wrong edit looks like: without the fallback the ledger still takes the transfer up two seconds later, so
     * nobody is lost and the call looks well from afar; the promise of six seconds is broken.
     */
    @Test
    void a_route_without_its_fallback_is_caught(@TempDir Path copy) throws IOException {
        Path transfer = copyOfRoutes(copy).resolve("transfer.camel.yaml");
        String good = Files.readString(transfer);
        Files.writeString(transfer, good.replace(FALLBACK, ""));
        assertThat(transfer).content().isNotEqualTo(good);

        try (Referee broken = Referee.withRoutes(copy)) {
            CallStory story = broken.play(CallScenario.incoming().refer(SILENT));

            story.outcome("bridged").nobodyLost();
            assertThatThrownBy(() -> story.bridgedWithin(Duration.ofSeconds(6)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("time from the request to the human")
                    .hasMessageContaining("verdict mechanism=refer reason=no evidence verdict=silent")
                    .hasMessageContaining("the caller has HUMAN");
        }
    }

    private static Path copyOfRoutes(Path to) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }
}
