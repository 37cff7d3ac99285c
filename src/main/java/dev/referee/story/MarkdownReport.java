package dev.referee.story;

import static dev.referee.story.Markdown.code;
import static dev.referee.story.Markdown.row;
import static dev.referee.story.Markdown.text;

import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A report as Markdown, to be pasted where support is asked for; see {@link Markdown} for what texts of others can do there. */
public final class MarkdownReport {

    private final StringBuilder out = new StringBuilder();

    private MarkdownReport() {}

    /** The whole report. */
    public static String of(EvidenceReport report) {
        MarkdownReport markdown = new MarkdownReport();
        markdown.write(report);
        return markdown.out.toString();
    }

    private void write(EvidenceReport report) {
        out.append("# ").append(text(report.title())).append("\n\n");
        out.append(text(report.finding())).append("\n\n");
        out.append("Times are UTC. Phone numbers are ").append(report.numbers()).append(". Written by ");
        out.append(text(report.writtenBy()))
                .append(" at ")
                .append(report.writtenAt())
                .append(".\n\n## The call\n\n");
        table(report.call());
        report.transfers().forEach(this::transfer);
        timeline(report);
        if (!report.notShown().isEmpty()) {
            out.append("\n## What this does not show\n\n");
            report.notShown().forEach(this::bullet);
        }
    }

    private void transfer(EvidenceReport.OfTransfer transfer) {
        String outcome = transfer.outcome() == null ? "in flight" : transfer.outcome();
        out.append("\n## Transfer to ")
                .append(text(transfer.target()))
                .append(": ")
                .append(text(outcome))
                .append("\n\n");
        out.append(transfer.verdicts().stream()
                        .map(one ->
                                text(one.mechanism()) + " " + (one.verdict() == null ? "open" : text(one.verdict())))
                        .collect(Collectors.joining(", ")))
                .append("; asked for at ")
                .append(transfer.requestedAt())
                .append(".\n");
        if (!transfer.asked().isEmpty()) {
            out.append("\n### What was asked of OpenAI\n\n");
            table(transfer.asked());
            out.append("\n### What OpenAI answered\n\n");
            answer(transfer.answer());
        }
        if (!transfer.seen().isEmpty()) {
            out.append("\n### What was seen, and what was not\n\n");
            transfer.seen().forEach(this::bullet);
        }
        out.append("\n### How the caller was helped\n\n")
                .append(text(transfer.saved()))
                .append("\n");
        out.append("\n### Ids to quote\n\n");
        table(transfer.ids());
    }

    private void answer(EvidenceReport.@Nullable Answer answer) {
        if (answer == null) {
            out.append("Nothing.\n");
            return;
        }
        out.append(row("", "")).append(row("---", "---"));
        out.append(row("Answer", text(answer.text())));
        out.append(row("At", code(answer.at())));
        out.append(
                row("Time from request to answer", answer.tookMs() == null ? "not recorded" : answer.tookMs() + " ms"));
        answer.headers().forEach((name, value) -> out.append(row("Header " + code(name), code(value))));
        if (!answer.absent().isEmpty()) {
            String names = answer.absent().stream().map(Markdown::code).collect(Collectors.joining(", "));
            out.append(row("Headers that were not there", names));
        }
        out.append(answer.status() == null ? "\nNo HTTP answer was recorded.\n" : "");
    }

    private void timeline(EvidenceReport report) {
        out.append("\n## Timeline\n\n")
                .append(row("UTC", "Who", "What", "Proves"))
                .append(row("---", "---", "---", "---"));
        for (EvidenceReport.Row step : report.timeline()) {
            String who = step.to() == null ? step.from() : step.from() + " → " + step.to();
            out.append(row(step.at(), who, text(step.text()), step.rung() == null ? "" : text(step.rung())));
        }
    }

    private void table(Map<String, String> values) {
        out.append(row("", "")).append(row("---", "---"));
        values.forEach((name, value) -> out.append(row(text(name), code(value))));
    }

    private void bullet(String line) {
        out.append("- ").append(text(line)).append("\n");
    }
}
