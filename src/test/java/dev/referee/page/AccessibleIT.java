package dev.referee.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.referee.twin.CallScript;
import dev.referee.twin.Faults;
import dev.referee.twin.ModelStep;
import dev.referee.twin.Switches;
import dev.referee.twin.TwinCall;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every view, light and dark, wide and narrow: axe finds nothing serious, nothing sticks out, and there is a picture of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessibleIT extends TwinPageTest {

    private @Nullable TwinCall rescued;

    /** One call with everything in it, and a busy hour before; the same for all pictures. */
    @BeforeEach
    void fillTheBooks() throws InterruptedException {
        if (rescued == null) {
            TwinCall call = twin.placeCall(CallScript.usual()
                    .with(Switches.REFER, Faults.Refer.SILENT)
                    .with(Switches.CARRIER_REST, Faults.CarrierRest.DOWN));
            assertThat(call.awaitOver(SOON)).isTrue();
            new Past(jdbc).fill(300);
            rescued = call;
        }
    }

    @AfterAll
    void emptyTheBooks() {
        new Past(jdbc).clear();
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "390, LIGHT", "390, DARK"})
    void every_view_is_accessible(int width, ColorScheme scheme) {
        TwinCall talks = twin.placeCall(CallScript.usual().model(ModelStep.greet()));
        Page seen = open(width, scheme);
        seen.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        String suffix = "-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT);

        go(seen, "");
        assertThat(seen.locator(".plot svg[role=img]")).hasCount(2);
        assertThat(seen.locator("tbody .who").first()).isVisible();
        Look.at(seen, "overview" + suffix);

        go(seen, "calls");
        assertThat(seen.locator("tbody tr")).hasCount(25);
        Look.at(seen, "calls" + suffix);

        go(seen, "calls/" + requireNonNull(rescued).parentSid());
        assertThat(seen.locator(".ladder details").first()).isVisible();
        seen.locator(".ladder summary").nth(10).click();
        Look.at(seen, "call" + suffix);

        go(seen, "calls/" + talks.parentSid());
        seen.getByText("Transfer…").click();
        assertThat(seen.locator("dialog")).isVisible();
        Look.at(seen, "transfer" + suffix);
        seen.keyboard().press("Escape");

        go(seen, "place");
        seen.getByText("Every single switch").click();
        assertThat(seen.locator(".switch").first()).isVisible();
        Look.at(seen, "place" + suffix);

        go(seen, "routes");
        seen.getByText("Map: which route").click();
        assertThat(seen.locator(".map svg")).isVisible();
        seen.locator(".route summary").first().click();
        Look.at(seen, "routes" + suffix);
    }
}
