package dev.referee.page;

import static org.junit.jupiter.api.Assumptions.abort;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The machine's own Chromium without a window, one for all tests of a JVM. Nothing is downloaded. */
final class Chromium {

    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static @Nullable Browser running;

    private Chromium() {}

    /** Starts it, or skips the test where there is none. */
    static synchronized Browser get() {
        Browser known = running;
        if (known == null) {
            known = start(find().orElseGet(Chromium::skip));
            running = known;
        }
        return known;
    }

    private static Optional<Path> find() {
        String named = System.getProperty("referee.chromium");
        Stream<Path> everywhere = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)));
        return (named == null ? everywhere : Stream.of(Path.of(named)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Path skip() {
        String why =
                "no Chromium on this machine, so the console is not tested in a browser: install the package chromium"
                        + " (Debian: apt-get install --no-install-recommends chromium), or name one by -Dreferee.chromium=/path";
        System.out.println("SKIPPED: " + why);
        return abort(why);
    }

    /** It ends with this JVM, for its driver reads from us. */
    private static Browser start(Path executable) {
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        boolean root = "root".equals(System.getProperty("user.name"));
        return playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setChromiumSandbox(!root) // as root, in a container, it would not start
                        .setArgs(List.of("--disable-dev-shm-usage")));
    }
}
