package dev.referee.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.openai.ServerFrame;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FarewellTest {

    private final AtomicInteger heard = new AtomicInteger();
    private final Farewell farewell = new Farewell("Say goodbye.", heard::incrementAndGet);

    private void hear(String type, String response) {
        farewell.hear(ServerFrame.read("{\"type\":\"" + type + "\",\"response_id\":\"" + response + "\"}"));
    }

    private void done(String response, boolean speaks) {
        String output = speaks ? "{\"type\":\"message\"}" : "";
        farewell.hear(ServerFrame.read("{\"type\":\"response.done\",\"response\":{\"id\":\"" + response
                + "\",\"status\":\"completed\",\"output\":[" + output + "]}}"));
    }

    @Test
    void it_is_heard_when_its_audio_is_over_once() {
        farewell.asked("Say goodbye.");
        hear("response.created", "r2");
        done("r2", true);
        assertThat(heard).hasValue(0);

        hear("output_audio_buffer.stopped", "r2");
        hear("output_audio_buffer.stopped", "r2");

        assertThat(heard).hasValue(1);
    }

    @Test
    void what_was_said_before_is_no_goodbye() {
        hear("response.created", "r1");
        farewell.asked("");
        hear("response.created", "r2");
        farewell.asked("Say goodbye.");
        hear("output_audio_buffer.stopped", "r1");
        hear("output_audio_buffer.stopped", "r2");

        assertThat(heard).hasValue(0);
    }

    @Test
    void one_that_was_refused_because_another_response_was_active_is_asked_for_again() {
        farewell.asked("Say goodbye.");
        hear("response.created", "r1");
        farewell.hear(ServerFrame.read(
                "{\"type\":\"error\",\"error\":{\"code\":\"conversation_already_has_active_response\"}}"));
        hear("output_audio_buffer.stopped", "r1");
        assertThat(heard).hasValue(0);

        farewell.asked("Say goodbye.");
        hear("response.created", "r2");
        hear("output_audio_buffer.cleared", "r2");

        assertThat(heard).hasValue(1);
    }

    /** The call would be torn from the transfer that the model has just asked for. */
    @Test
    void one_that_comes_with_a_function_call_is_not_awaited_any_more() {
        farewell.asked("Say goodbye.");
        hear("response.created", "r2");
        farewell.hear(
                ServerFrame.read("{\"type\":\"response.done\",\"response\":{\"id\":\"r2\",\"status\":\"completed\","
                        + "\"output\":[{\"type\":\"message\"},{\"type\":\"function_call\",\"status\":\"completed\","
                        + "\"call_id\":\"call_1\",\"name\":\"transfer_call\",\"arguments\":\"{}\"}]}}"));
        hear("output_audio_buffer.stopped", "r2");

        assertThat(heard).hasValue(0);
    }

    /** A slow tool's words, asked for between the goodbye and the end: the session would never speak again. */
    @Test
    void words_that_pass_the_time_are_no_goodbye() {
        farewell.asked("Say goodbye.");
        hear("response.created", "r2");

        farewell.asked(null);
        hear("output_audio_buffer.stopped", "r2");

        assertThat(heard).hasValue(1);
    }

    @Test
    void one_without_a_sound_is_over_when_it_is_done() {
        farewell.asked("Say goodbye.");
        hear("response.created", "r2");

        done("r2", false);

        assertThat(heard).hasValue(1);
    }
}
