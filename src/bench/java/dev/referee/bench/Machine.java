package dev.referee.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** On what it was measured. */
final class Machine {

    private Machine() {}

    static String line(Options options) {
        return Runtime.getRuntime().availableProcessors() + " × " + processor() + ", gateway on Java "
                + version(options)
                + " " + String.join(" ", options.jvm()) + ", " + options.jar().getFileName() + "; load average "
                + ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String processor() {
        try {
            return Files.readString(Path.of("/proc/cpuinfo"))
                    .lines()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("processor");
        } catch (IOException e) {
            return "processor";
        }
    }

    private static String version(Options options) {
        try {
            return Files.readString(options.java().resolve("release"))
                    .lines()
                    .filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.replaceAll(".*=|\"", ""))
                    .findFirst()
                    .orElse("?");
        } catch (IOException e) {
            return "?";
        }
    }
}
