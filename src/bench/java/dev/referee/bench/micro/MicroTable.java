package dev.referee.bench.micro;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * The figures of one run as a table: each part beside its baseline, which has the same parameters. Ratio and limit are those
 * of the fastest iterations, which the load of a shared machine disturbs least; the averages show how much it did.
 */
final class MicroTable {

    private static final String HEAD = """
            | Part | ns/op | fastest | baseline ns/op | fastest | ratio | limit |
            |---|---:|---:|---:|---:|---:|---|
            """;

    private final Collection<RunResult> results;

    MicroTable(Collection<RunResult> results) {
        this.results = results;
    }

    /** A row for each part and each of its parameters that was measured. */
    String markdown() {
        return Part.ALL.stream()
                .flatMap(part -> of(part.benchmark()).stream().map(result -> row(part, result)))
                .collect(Collectors.joining("", HEAD, ""));
    }

    private String row(Part part, RunResult result) {
        String parameters = parameters(result.getParams());
        double took = fastest(result.getPrimaryResult());
        Optional<Result<?>> baseline = Optional.ofNullable(part.baseline()).flatMap(name -> of(name).stream()
                .filter(other -> parameters(other.getParams()).equals(parameters))
                .<Result<?>>map(RunResult::getPrimaryResult)
                .findFirst());
        return "| %s | %s | %s | %s | %s | %s | %s |%n"
                .formatted(
                        parameters.isEmpty() ? part.title() : part.title() + ": " + parameters,
                        figure(result.getPrimaryResult()),
                        number(took, 0),
                        baseline.map(MicroTable::figure).orElse(""),
                        baseline.map(base -> number(fastest(base), 0)).orElse(""),
                        baseline.map(base -> number(took / fastest(base), 2)).orElse(""),
                        part.limitNanos() == 0 ? "" : within(took, part.limitNanos()));
    }

    private static String within(double took, int limitNanos) {
        return (took <= limitNanos ? "within " : "**beyond** ") + limitNanos;
    }

    /** The error is half of the 99.9 % confidence interval; a single measurement has none. */
    private static String figure(Result<?> result) {
        double error = result.getScoreError();
        return number(result.getScore(), 0) + (Double.isNaN(error) ? "" : " ± " + number(error, 0));
    }

    private static double fastest(Result<?> result) {
        return result.getStatistics().getMin();
    }

    private static String number(double value, int places) {
        return String.format(Locale.ROOT, "%." + places + "f", value);
    }

    private List<RunResult> of(String benchmark) {
        return results.stream()
                .filter(result -> result.getParams().getBenchmark().endsWith("." + benchmark))
                .toList();
    }

    private static String parameters(BenchmarkParams params) {
        return params.getParamsKeys().stream()
                .map(key -> Objects.requireNonNull(params.getParam(key)))
                .collect(Collectors.joining(", "));
    }
}
