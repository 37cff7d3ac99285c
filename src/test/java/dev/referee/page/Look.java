package dev.referee.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.AxeResults;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.List;

/** A look at a view: a picture of the whole page in {@code target/screenshots}, axe's findings, and whether it fits. */
final class Look {

    private static final List<String> RULES =
            List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

    private Look() {}

    /** Takes its picture, and looks for what keeps somebody out. */
    static void at(Page seen, String name) {
        seen.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of("target", "screenshots", name + ".png"))
                .setFullPage(true));
        AxeResults axe = new AxeBuilder(seen).withTags(RULES).analyze();
        List<String> found = axe.getViolations().stream()
                .filter(each -> List.of("serious", "critical").contains(each.getImpact()))
                .map(Look::told)
                .toList();
        assertThat(axe.getPasses())
                .as("what axe looked at")
                .extracting(Rule::getId)
                .contains("color-contrast");
        assertThat(found).as("what axe found in " + name).isEmpty();
        assertThat((int) seen.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .as(name + " sticks out to the right, in px")
                .isZero();
    }

    private static String told(Rule rule) {
        return rule.getId() + ": " + rule.getHelp() + " "
                + rule.getNodes().stream()
                        .limit(3)
                        .map(node -> node.getHtml() + " " + node.getFailureSummary())
                        .toList();
    }
}
