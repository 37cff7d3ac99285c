package dev.referee.preflight;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs all checks at once, each on a thread and with a time of its own, and lists what they found in a fixed order.
 * Thread-safe.
 */
public final class Preflight {

    /** For one check; those that ask others have shorter times for each question. */
    public static final Duration LIMIT = Duration.ofSeconds(20);

    private final List<Check> checks;
    private final Duration limit;

    Preflight(List<Check> checks, Duration limit) {
        this.checks = List.copyOf(checks);
        this.limit = limit;
    }

    /**
     * All checks.
     *
     * @param database how to get at the database
     * @param responder whether the public address may be answered by this process for the time of the check
     */
    public static Preflight of(DatabaseAccess database, boolean responder) {
        return new Preflight(
                List.of(
                        new SettingsCheckup(),
                        new RoutesCheckup(),
                        new SecretsCheckup(),
                        new OpenAiCheckup(),
                        new TwilioCheckup(),
                        new NumbersCheckup(),
                        new PublicUrlCheckup(responder),
                        new DatabaseCheckup(database),
                        new TargetsCheckup(),
                        new OperationCheckup()),
                LIMIT);
    }

    /** Runs; returns when every check has ended or its time is up. */
    public Report run(Surroundings surroundings) {
        Map<Check, FutureTask<List<Finding>>> running = new LinkedHashMap<>();
        for (Check check : checks) {
            FutureTask<List<Finding>> task = new FutureTask<>(() -> check.run(surroundings));
            Thread thread = new Thread(task, "preflight-" + check.name());
            thread.setDaemon(true);
            thread.start();
            running.put(check, task);
        }
        long until = System.nanoTime() + limit.toNanos();
        List<Finding> found = new ArrayList<>();
        running.forEach((check, task) -> found.addAll(await(check, task, until)));
        return new Report(found);
    }

    private List<Finding> await(Check check, FutureTask<List<Finding>> task, long until) {
        try {
            return task.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            task.cancel(true);
            return List.of(Finding.error(
                    check.name(),
                    "no result within " + limit.toSeconds() + " s",
                    "something on the way swallows requests; check firewalls and addresses"));
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            return List.of(Finding.error(
                    check.name(),
                    "could not be checked: " + cause.getClass().getSimpleName(),
                    "see the other lines; if they are fine, report this as a bug"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(Finding.error(check.name(), "interrupted", "run the preflight again"));
        }
    }

    /** What was found, in the order of the checks. */
    public record Report(List<Finding> findings) {

        /** The worst level among them. */
        public Finding.Level result() {
            return findings.stream().map(Finding::level).max(Enum::compareTo).orElse(Finding.Level.OK);
        }

        /** How many there are of a level. */
        public long count(Finding.Level level) {
            return findings.stream().filter(each -> each.level() == level).count();
        }
    }
}
