package dev.referee.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CallScriptTest {

    @Test
    void reads_what_it_writes() {
        CallScript script = CallScript.usual()
                .with(Switches.REFER, Faults.Refer.LATE)
                .with(Switches.REFER_LATE_MS, 700)
                .with(Switches.DIAL_ACTION_ON_REDIRECT, false)
                .human("+61290001111", new HumanScript(HumanScript.Does.BUSY, 10, null))
                .human("#2", HumanScript.Does.VOICEMAIL_BOX)
                .model(
                        ModelStep.greet(),
                        ModelStep.transfer("sales", "wants to buy", "A buyer."),
                        ModelStep.longSpeech(9));

        assertThat(TwinJson.script(script.toJson().toString())).isEqualTo(script);
    }

    @Test
    void every_preset_survives_the_page() {
        for (Presets.Preset preset : Presets.all()) {
            assertThat(TwinJson.script(preset.script().toJson().toString()))
                    .as(preset.name())
                    .isEqualTo(preset.script());
        }
    }

    @Test
    void an_override_bends_one_switch_of_a_preset() {
        CallScript script = TwinJson.script("{\"preset\":\"silent-refer\",\"carrierRest\":\"HANGS\"}");

        assertThat(script.get(Switches.REFER)).isEqualTo(Faults.Refer.SILENT);
        assertThat(script.get(Switches.CARRIER_REST)).isEqualTo(Faults.CarrierRest.HANGS);
        assertThat(script.get(Switches.MODEL)).isEqualTo(Switches.MODEL.usual());
    }

    @Test
    void complaints_name_what_would_be_valid() {
        assertRefused("{\"refer\":\"MAYBE\"}", "refer: 'MAYBE' is not one of WORKS, SILENT, LATE");
        assertRefused("{\"reffer\":\"SILENT\"}", "'reffer' is not one of preset, from, to");
        assertRefused("{\"preset\":\"nothing\"}", "is not one of refer-works, silent-refer");
        assertRefused("{\"referDelayMs\":\"soon\"}", "referDelayMs: 'soon' is not a whole number");
        assertRefused("{\"humans\":{\"*\":\"SLEEPS\"}}", "humans: 'SLEEPS' is not one of ANSWERS, BUSY");
        assertRefused("{\"model\":[\"SING\"]}", "model: 'SING' is not one of GREET");
        assertRefused("[]", "the body is not a JSON object");
    }

    private static void assertRefused(String body, String because) {
        assertThatThrownBy(() -> TwinJson.script(body))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(because);
    }

    @Test
    void guesses_are_named() {
        assertThat(CallScript.usual()
                        .with(Switches.REFER, Faults.Refer.VENDOR_EVENT_ONLY)
                        .assumptions())
                .contains("refer=VENDOR_EVENT_ONLY", "dialActionOnRedirect=true")
                .doesNotContain("carrierRest=WORKS");
    }

    @Test
    void the_same_seed_gives_the_same_ids_in_any_order() {
        Ids one = new Ids(7);
        Ids other = new Ids(7);

        List<String> ids = List.of(one.hex("CA"), one.mixed("rtc_", 20), one.hex("CA"));
        String later = other.mixed("rtc_", 20);

        assertThat(List.of(other.hex("CA"), later, other.hex("CA"))).isEqualTo(ids);
        assertThat(ids).doesNotHaveDuplicates().first().asString().matches("CA[0-9a-f]{32}");
        assertThat(new Ids(8).hex("CA")).isNotEqualTo(ids.get(0));
    }
}
