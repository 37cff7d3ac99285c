package dev.referee.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.referee.testkit.FreePort;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The whole application, and its console in a real browser. What goes wrong in the browser fails the test. */
abstract class PageTest {

    static final double SOON_MS = 20_000;

    private final List<String> troubles = new ArrayList<>();
    private final List<BrowserContext> contexts = new ArrayList<>();

    @Value("${server.port}")
    int port;

    Page page;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        int port = FreePort.find();
        int twinPort = FreePort.find();
        registry.add("server.port", () -> port);
        registry.add("referee.twin.port", () -> twinPort);
        registry.add("referee.public-url", () -> "http://localhost:" + port);
        registry.add("spring.datasource.url", () -> "jdbc:h2:mem:" + UUID.randomUUID());
    }

    /** Before the application is started, for without a browser nothing of it is needed. */
    @BeforeAll
    static void browser() {
        Chromium.get();
        PlaywrightAssertions.setDefaultAssertionTimeout(SOON_MS);
    }

    @BeforeEach
    void open() {
        page = open(1280, ColorScheme.LIGHT);
    }

    @AfterEach
    void close() {
        contexts.forEach(BrowserContext::close);
        Assertions.assertThat(troubles).as("what the browser complained of").isEmpty();
    }

    /** A window of its own, with cookies of its own. */
    Page open(int width, ColorScheme scheme) {
        Browser browser = Chromium.get();
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setBaseURL("http://localhost:" + port + "/")
                .setViewportSize(width, width < 700 ? 844 : 900)
                .setColorScheme(scheme));
        context.setDefaultTimeout(SOON_MS);
        contexts.add(context);
        Page opened = context.newPage();
        opened.onPageError(troubles::add);
        opened.onDialog(dialog -> {
            troubles.add("a script asked: " + dialog.message());
            dialog.dismiss();
        });
        opened.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                troubles.add(message.text());
            }
        });
        return opened;
    }

    /** Goes to a view and waits until it is there. */
    void go(String hash) {
        go(page, hash);
    }

    static void go(Page where, String hash) {
        where.navigate("/#/" + hash);
        assertThat(where.locator("h1")).isVisible();
    }

    Locator heading() {
        return page.locator("h1");
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator link(String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator text(String words) {
        return page.getByText(Pattern.compile(words));
    }

    /** Waits for the address, which is how the console says which view it shows. */
    void awaitAddress(String pattern) {
        assertThat(page).hasURL(Pattern.compile(".*" + pattern));
    }
}
