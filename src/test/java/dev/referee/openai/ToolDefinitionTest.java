package dev.referee.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.tool.FunctionCall;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolDefinitionTest {

    private static final ToolDefinition TRANSFER = FunctionTools.transferCall(Map.of("front-desk", "", "sales", ""));
    private static final String WHOLE = "{\"target\":\"sales\",\"reason\":\"asks\",\"summary\":\"none\"}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"target\":\"sales\",\"reason\":\"asks\",\"summary\":\"none\"}         | 0",
                "{\"target\":\"sales\",\"reason\":\"asks\"}                              | 1",
                "{\"target\":\"nowhere\",\"reason\":\"asks\",\"summary\":\"none\"}       | 1",
                "{\"goal\":\"sales\",\"reason\":\"asks\",\"summary\":\"none\"}           | 2",
                "{}                                                                      | 3",
                "[]                                                                      | 2147483647",
                "{\"target\":                                                            | 2147483647",
            })
    void arguments_that_do_not_fit_are_counted(String arguments, int misfits) {
        assertThat(TRANSFER.misfits(arguments)).isEqualTo(misfits);
    }

    /** The vendor tells a call twice, whole and otherwise, in either order (facts/openai-realtime-sip.md §13). */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}",
                "{\"target\":\"sales\"}",
                "{\"target\":\"sales\",\"reason\":\"a sentence that goes on and on without an end, and is cut off in the",
                "{\"target\":\"nowhere at all, which is longer\",\"reason\":\"asks\",\"summary\":\"none\"}",
            })
    void of_a_call_that_is_told_twice_the_one_that_fits_better_counts(String other) {
        FunctionCall whole = new FunctionCall("a", "transfer_call", WHOLE);
        FunctionCall worse = new FunctionCall("a", "transfer_call", other);

        for (List<FunctionCall> told : List.of(List.of(whole, worse), List.of(worse, whole))) {
            assertThat(FunctionCall.once(told, call -> TRANSFER.misfits(call.arguments())))
                    .containsExactly(whole);
        }
    }

    @Test
    void a_usable_one_that_is_not_whole_wins_over_an_empty_one() {
        FunctionCall empty = new FunctionCall("a", "transfer_call", "{}");
        FunctionCall usable = new FunctionCall("a", "transfer_call", "{\"target\":\"front-desk\"}");

        assertThat(FunctionCall.once(List.of(empty, usable), call -> TRANSFER.misfits(call.arguments())))
                .containsExactly(usable);
    }
}
