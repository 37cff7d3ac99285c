package dev.referee.testkit;

import dev.referee.ledger.History;
import dev.referee.twin.StoryLine;
import dev.referee.twin.TwinCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A call in lines that people read when a test has failed. */
final class StoryText {

    private StoryText() {}

    static String of(TwinCall call, @Nullable History history) {
        List<Line> lines = new ArrayList<>();
        for (StoryLine line : call.story()) {
            lines.add(new Line(Duration.ofMillis(line.ms()), "world", line.text()));
        }
        if (history != null) {
            history.timeline().forEach(event -> lines.add(line(call.startedAt(), event)));
        }
        lines.sort(Comparator.comparing(Line::at));
        return "--- the call's story (" + call.script() + ")\n"
                + lines.stream().map(Line::toString).collect(Collectors.joining("\n"))
                + "\n--- " + (history == null ? "not in the ledger" : ending(history))
                + call.violations().stream()
                        .map(each -> "\n--- complaint: " + each)
                        .collect(Collectors.joining());
    }

    private static Line line(Instant start, History.Event event) {
        String detail = event.detail().entrySet().stream()
                .map(each -> " " + each.getKey() + "=" + each.getValue())
                .sorted()
                .collect(Collectors.joining());
        return new Line(Duration.between(start, event.at()), event.source(), event.type() + detail);
    }

    private static String ending(History history) {
        return "in the ledger: " + history.head().publicState()
                + history.transfers().stream()
                        .map(each -> "; to " + each.target() + ": "
                                + each.mechanisms().stream()
                                        .map(tried -> tried.mechanism() + ":" + tried.verdict())
                                        .collect(Collectors.joining(", "))
                                + " -> " + (each.outcome() == null ? "open" : each.outcome()))
                        .collect(Collectors.joining());
    }

    private record Line(Duration at, String who, String what) {

        @Override
        public String toString() {
            return "%+10.3fs %-8s %s".formatted(at.toMillis() / 1000.0, who, what);
        }
    }
}
