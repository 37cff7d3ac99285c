package dev.referee.bench.micro;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks of the hot parts and prints their table: {@code Micro [--quick] [pattern]}. The pattern chooses
 * benchmarks by class and method. {@code --quick} only shows that each runs; its figures say nothing.
 */
public final class Micro {

    private static final String QUICK = "--quick";
    /** The pattern of all benchmarks. */
    public static final String ALL = "dev\\.referee\\..*Benchmark\\.";

    private Micro() {}

    /** The table goes to the standard output, the progress to the error output. */
    public static void main(String... args) throws RunnerException {
        String pattern = Arrays.stream(args)
                .filter(word -> !word.equals(QUICK))
                .findFirst()
                .orElse(ALL);
        OutputFormat progress = OutputFormatFactory.createFormatInstance(System.err, VerboseMode.NORMAL);
        Collection<RunResult> results = run(pattern, Arrays.asList(args).contains(QUICK), progress);
        System.out.printf(
                Locale.ROOT,
                "Java %s, %d processors, load %.1f at the end%n%n%s",
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                table(results));
    }

    /** A row for each part that was measured, beside its baseline. */
    public static String table(Collection<RunResult> results) {
        return new MicroTable(results).markdown();
    }

    /** Everything that was measured, parts and baselines. */
    public static Collection<RunResult> run(String pattern, boolean quick, OutputFormat progress)
            throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder().include(pattern).shouldFailOnError(true);
        if (quick) {
            // figures that say nothing are not spoilt by another run on the same machine
            System.setProperty("jmh.ignoreLock", "true");
            options.forks(0).warmupIterations(0).measurementIterations(1).measurementTime(TimeValue.milliseconds(10));
        } else {
            // a fixed young generation: without it, iterations on a starved machine grew slower from one to the next
            options.forks(1)
                    .jvmArgsAppend("-Xms1g", "-Xmx1g", "-Xmn640m")
                    .warmupIterations(3)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(5)
                    .measurementTime(TimeValue.seconds(1));
        }
        return new Runner(options.build(), progress).run();
    }
}
