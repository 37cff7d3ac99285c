package dev.referee.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What Referee promises, held against what was measured. A goal that was missed says by how much. */
final class Goals {

    private final Report report;
    private final List<String> lines = new ArrayList<>();

    private Goals(Report report) {
        this.report = report;
    }

    /** One line for each goal of which something was measured. */
    static List<String> of(Report report) {
        Goals goals = new Goals(report);
        for (Kind kind : List.of(Kind.H2, Kind.POSTGRESQL)) {
            goals.atMost(kind, Metric.ACCEPT_P99, 30);
            goals.atMost(kind, Metric.OVERRUN_P99, 100);
            double yardstick = report.median(Kind.YARDSTICK, Metric.CPU);
            goals.ratio(kind, report.median(kind, Metric.CPU) / yardstick, kind.cpuGoal);
            goals.atMost(kind, Metric.IDLE, 60);
            goals.atMost(kind, Metric.IDLE_RSS, 1024);
            goals.atMost(kind, Metric.DUE_MOST, 500);
        }
        return goals.lines;
    }

    private void atMost(Kind kind, Metric metric, double most) {
        verdict(kind, metric.label, report.median(kind, metric), most);
    }

    private void ratio(Kind kind, double ratio, double most) {
        verdict(kind, "CPU per whole call, × yardstick", ratio, most);
    }

    private void verdict(Kind kind, String what, double value, double most) {
        if (!Double.isNaN(value)) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%s  %s: %s %.2f, goal %.2f%s",
                    value <= most ? "held  " : "MISSED",
                    kind.label,
                    what,
                    value,
                    most,
                    value <= most ? "" : String.format(Locale.ROOT, ", %.0f %% too much", 100 * (value / most - 1))));
        }
    }
}
