package dev.referee.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Collects what the runs found, and draws the table: medians with least and most, and ratios to the yardstick. */
final class Report {

    private final Map<Kind, Map<Metric, List<Double>>> found = new EnumMap<>(Kind.class);

    void add(Kind kind, Metric metric, double value) {
        found.computeIfAbsent(kind, key -> new EnumMap<>(Metric.class))
                .computeIfAbsent(metric, key -> new ArrayList<>())
                .add(value);
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** The median over the runs; NaN if it was not measured. */
    double median(Kind kind, Metric metric) {
        return Spread.of(values(kind, metric)).median();
    }

    private List<Double> values(Kind kind, Metric metric) {
        return found.getOrDefault(kind, Map.of()).getOrDefault(metric, List.of());
    }

    /** The table in Markdown. */
    String table() {
        List<Kind> kinds =
                Arrays.stream(Kind.values()).filter(found::containsKey).toList();
        boolean ratios = found.containsKey(Kind.YARDSTICK);
        StringBuilder text = new StringBuilder("| median (least–most) |");
        StringBuilder line = new StringBuilder("|---|");
        for (Kind kind : kinds) {
            text.append(' ').append(kind.label).append(" |");
            line.append("---|");
            if (ratios && kind != Kind.YARDSTICK) {
                text.append(" × yardstick |");
                line.append("---|");
            }
        }
        text.append('\n').append(line).append('\n');
        for (Metric metric : Metric.values()) {
            if (kinds.stream().anyMatch(kind -> !values(kind, metric).isEmpty())) {
                row(text, metric, kinds, ratios);
            }
        }
        return text.toString();
    }

    private void row(StringBuilder text, Metric metric, List<Kind> kinds, boolean ratios) {
        text.append("| ").append(metric.label).append(" |");
        for (Kind kind : kinds) {
            text.append(' ').append(cell(kind, metric)).append(" |");
            if (ratios && kind != Kind.YARDSTICK) {
                double ratio = median(kind, metric) / median(Kind.YARDSTICK, metric);
                text.append(Double.isNaN(ratio) ? " |" : String.format(Locale.ROOT, " %.2f |", ratio));
            }
        }
        text.append('\n');
    }

    private String cell(Kind kind, Metric metric) {
        Spread spread = Spread.of(values(kind, metric));
        if (spread.count() == 0) {
            return "";
        }
        String number = "%,." + metric.digits + "f";
        return String.format(
                Locale.ROOT, number + " (" + number + "–" + number + ")", spread.median(), spread.at(0), spread.most());
    }
}
