package dev.referee.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a human sees and hears of a caller. */
class MannerTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, +61400000001, +61290000000, -",
                "caller, +61400000001, +61290000000, +61400000001",
                "caller, anonymous, +61290000000, +61290000000",
                "caller, anonymous, sip:desk@example.com, -",
                "dialled, +61400000001, +61290000000, +61290000000",
                "dialled, +61400000001, sip:desk@example.com, -",
                "+61255501234, anonymous, sip:desk@example.com, +61255501234"
            })
    void only_a_number_is_shown(String policy, String caller, String dialled, String shown) {
        assertThat(new Manner(null, false, policy).shown(caller, dialled)).isEqualTo(shown);
    }

    private static String words(String whisper, boolean press1, String reason, String summary) {
        Stop stop = Samples.stop(0, 1, new Manner(whisper, press1, null));
        Plan plan = new Plan(Samples.id(1), "front-desk", "agent", reason, summary, List.of(stop), Ending.RETURN, null);
        return Whisper.of(plan, stop);
    }

    @Test
    void a_whisper_names_reason_and_summary_as_sentences() {
        assertThat(words(Whisper.USUAL, false, "wants an offer", "Ten chairs!"))
                .isEqualTo("A call for front desk. wants an offer. Ten chairs!");
        assertThat(words(Whisper.USUAL, true, "", "")).isEqualTo("A call for front desk. Press 1 to take the call.");
        assertThat(words(null, true, "x", "y")).isEqualTo("You have a call for front desk. Press 1 to take the call.");
        assertThat(words("Sales: {reason}", false, "$1 {summary} \\0", "z")).isEqualTo("Sales: $1 {summary} \\0.");
    }

    @Test
    void a_long_summary_is_cut_at_a_word() {
        String spoken = words("{summary}", false, "", "chairs ".repeat(200));

        assertThat(spoken).hasSizeLessThan(310).endsWith("chairs.");
    }

    @Test
    void an_unknown_placeholder_is_named() {
        assertThatThrownBy(() -> Whisper.check("From {caller}"))
                .hasMessageContaining("{caller}")
                .hasMessageContaining("{target}, {reason} and {summary}");
    }
}
