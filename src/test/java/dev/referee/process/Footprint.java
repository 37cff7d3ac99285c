package dev.referee.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process occupies after a full collection.
 *
 * @param files open files and sockets; 0 where {@code /proc} does not tell
 * @param threads living ones, by their names without numbers
 * @param heapBytes of living objects
 * @param instances living objects of our own classes and of Camel's exchanges, by class
 */
record Footprint(long files, Map<String, Integer> threads, long heapBytes, Map<String, Integer> instances) {

    private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");
    private static final Pattern OURS = Pattern.compile(
            "dev\\.referee\\.(?!.*\\$\\$Lambda).*"
                    + "|org\\.apache\\.camel\\..*Exchange|java\\.util\\.concurrent\\.CompletableFuture|io\\.vertx\\..*WebSocket.*");

    /** What comes into being once, late: singletons. A leak grows with the calls. */
    private static final int FEW = 8;

    static Footprint of(Jar node) {
        Map<String, Integer> instances = new TreeMap<>();
        long heap = 0;
        for (String line : jcmd(node.pid(), "GC.class_histogram")) {
            Matcher each = LINE.matcher(line);
            if (each.matches()) {
                heap += Long.parseLong(each.group(2));
                if (OURS.matcher(each.group(3)).matches() && !isEnum(each.group(3))) {
                    instances.put(each.group(3), Integer.parseInt(each.group(1)));
                }
            }
        }
        Map<String, Integer> threads = new TreeMap<>();
        for (String line : jcmd(node.pid(), "Thread.print")) {
            if (line.startsWith("\"")) {
                threads.merge(
                        line.substring(1, line.indexOf('"', 1)).replaceAll("127.0.0.1|[0-9]+-?", ""), 1, Integer::sum);
            }
        }
        return new Footprint(files(node.pid()), threads, heap, instances);
    }

    /** Its instances are never more than its constants, however late the class is loaded. */
    private static boolean isEnum(String name) {
        try {
            return Enum.class.isAssignableFrom(Class.forName(name, false, Footprint.class.getClassLoader()));
        } catch (ClassNotFoundException generated) {
            return false;
        }
    }

    /** Classes with more living objects than before, beyond what is kept on purpose. */
    Map<String, Integer> instancesBeyond(Footprint before, Map<String, Integer> kept) {
        Map<String, Integer> more = new TreeMap<>();
        instances.forEach((name, count) -> {
            int growth = count - before.instances.getOrDefault(name, 0);
            if (growth > kept.getOrDefault(name, FEW)) {
                more.put(name, growth);
            }
        });
        return more;
    }

    /** Groups of threads that have grown beyond the slack, and pools beyond their bounds. */
    Map<String, Integer> threadsBeyond(Footprint before, Map<String, Integer> pools, int slack) {
        Map<String, Integer> more = new TreeMap<>();
        threads.forEach((name, count) -> {
            int most = pools.getOrDefault(name, before.threads.getOrDefault(name, 0) + slack);
            if (count > most) {
                more.put(name, count);
            }
        });
        return more;
    }

    private static long files(long pid) {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return open.count();
        } catch (IOException | UncheckedIOException elsewhere) {
            return 0;
        }
    }

    private static List<String> jcmd(long pid, String what) {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process process = new ProcessBuilder(tool.toString(), Long.toString(pid), what)
                    .redirectErrorStream(true)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(text);
            }
            return text.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "files " + files + ", threads "
                + threads.values().stream().mapToInt(Integer::intValue).sum() + " " + threads + ", heap "
                + heapBytes / 1024 + " KiB";
    }
}
