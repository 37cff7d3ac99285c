package dev.referee.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.transfer.Circumstances;
import dev.referee.transfer.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every stage, agent's leg and transfer with every event: the rules that hold everywhere. Stories: see the others. */
class CallMachineTest {

    @Test
    void rules_of_every_stage_leg_transfer_and_event() {
        Map<String, Integer> wrong = new TreeMap<>();
        Map<String, String> examples = new TreeMap<>();
        int cells = 0;
        for (Map.Entry<String, CallFile> file : Calls.files().entrySet()) {
            for (Map.Entry<String, CallEvent> event : Calls.events().entrySet()) {
                for (Duration when : List.of(Duration.ofSeconds(1), Duration.ofMinutes(1))) {
                    Circumstances now = Samples.at(when, false);
                    cells++;
                    for (String rule : CallRules.broken(file.getValue(), event.getValue(), now)) {
                        String kind = rule + " after " + event.getKey();
                        wrong.merge(kind, 1, Integer::sum);
                        examples.putIfAbsent(kind, file.getKey() + " at " + when);
                    }
                }
            }
        }

        assertThat(wrong.entrySet().stream()
                        .map(kind -> kind + ", such as " + examples.get(kind.getKey()))
                        .limit(40))
                .isEmpty();
        assertThat(cells).isGreaterThan(200_000);
    }
}
