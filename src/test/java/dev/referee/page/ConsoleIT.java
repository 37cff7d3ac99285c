package dev.referee.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import dev.referee.call.CallEvent;
import dev.referee.call.CallId;
import dev.referee.call.CarrierCallId;
import dev.referee.config.Roster;
import dev.referee.ledger.CallHead;
import dev.referee.route.CallDesk;
import dev.referee.transfer.Plan;
import dev.referee.transfer.TransferId;
import dev.referee.twin.CallScript;
import dev.referee.twin.Faults;
import dev.referee.twin.ModelStep;
import dev.referee.twin.Switches;
import dev.referee.twin.TwinCall;
import java.time.Instant;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What people do with the console, done in a browser. */
class ConsoleIT extends TwinPageTest {

    @Autowired
    CallDesk desk;

    @Autowired
    Roster roster;

    /** Stays with its agent until somebody ends it. */
    private static final CallScript TALKS = CallScript.usual().model(ModelStep.greet());

    @Test
    void a_silent_refer_is_placed_and_its_verdict_its_landing_and_its_ladder_are_seen() {
        go("");
        link("Place calls").click();
        page.getByLabel("Silent REFER").first().check();

        button("Place call").click();

        awaitAddress("#/calls/CA[0-9a-f]{32}");
        assertThat(text("refer silent|after .* no evidence").first()).isVisible();
        assertThat(page.locator(".way-card.way-warn").getByText("silent")).isVisible();
        assertThat(page.locator(".way-card.way-good").getByText("confirmed")).isVisible();
        assertThat(heading())
                .hasText(
                        Pattern.compile(
                                "The REFER was silent; the carrier moved the caller; front-desk answered after \\d\\.\\d s\\."));
        Locator deadline = page.locator(".ladder details", new Page.LocatorOptions().setHasText("evidence-deadline"));
        assertThat(deadline.locator(".evidence")).isHidden();
        deadline.locator("summary").click();
        assertThat(deadline.locator(".evidence")).containsText("evidence-deadline");
        assertThat(page.locator(".ladder .step-path", new Page.LocatorOptions().setHasText("Carrier → Human"))
                        .first())
                .isAttached();
        assertThat(page.locator(".call-now").getByText("ended")).isVisible();

        link("Overview").click();

        assertThat(page.locator(".bars li").first()).hasText(Pattern.compile("bridged.*[1-9]"));
    }

    @Test
    void the_overview_shows_who_is_on_the_line_and_counts_how_long_nobody_is() {
        go("");
        assertThat(text("No call is in progress")).isVisible();

        twin.placeCall(
                CallScript.usual().with(Switches.REFER, Faults.Refer.SILENT).with(Switches.HUMAN_RING_MS, 3_000));

        assertThat(page.locator("tbody .who").getByText("Agent")).isVisible();
        assertThat(page.locator("tbody .who").getByText("Ringing")).isVisible();
        assertThat(page.locator("tbody tr").first().locator("[data-since]")).hasText(Pattern.compile("[2-9] s"));
        assertThat(page.locator("tbody .who").getByText("Human")).isVisible();
    }

    @Test
    void an_agent_in_trouble_is_shown_and_its_caller_once_it_is_mute() {
        TwinCall call = twin.placeCall(TALKS);
        go("");
        assertThat(page.locator("tbody .who").getByText("Agent")).isVisible();
        CallHead head =
                ledger.byCarrierCall(new CarrierCallId(call.parentSid())).orElseThrow();
        CallId session = new CallId(Objects.requireNonNull(head.callId()));

        desk.apply(head.key(), new CallEvent.AgentTroubled(session, "response-failed", "server_error"));
        assertThat(page.locator("tbody .who").getByText("Agent in trouble")).isVisible();
        go("calls/" + call.parentSid());
        assertThat(page.locator(".call-who").getByText("Agent in trouble")).isVisible();
        desk.apply(head.key(), new CallEvent.AgentMute(session, "silent", rescue(), false));

        assertThat(heading()).hasText(Pattern.compile("The agent could not speak any more; .*"));
        assertThat(page.locator(".transfer"))
                .containsText("Referee’s own decision: the agent could not speak any more");
    }

    private Plan rescue() {
        TransferId id = new TransferId("t-00000000000000000000000001");
        return roster.targets().plan(id, "front-desk", Plan.REFEREE, "agent-mute", "", null, Instant.now());
    }

    @Test
    void what_a_caller_calls_himself_is_text_and_never_markup() {
        String name = "<script>alert(1)</script>";
        TwinCall call = twin.placeCall(CallScript.usual()
                .with(Switches.FROM, name)
                .model(ModelStep.greet(), ModelStep.transfer("front-desk", "<img src=x onerror=alert(2)>", "")));
        go("");
        assertThat(page.locator("tbody").getByText(name)).isVisible();

        go("calls");
        assertThat(page.locator("tbody").getByText(name)).isVisible();
        go("calls/" + call.parentSid());

        assertThat(page.locator(".facts").getByText(name)).isVisible();
        assertThat(page.getByText("<img src=x onerror=alert(2)>").first()).isVisible();
        assertThat(page.locator("main script, main img")).hasCount(0);
    }

    @Test
    void ten_thousand_calls_are_searched_and_paged() throws InterruptedException {
        twin.placeCall(CallScript.usual().model(ModelStep.greet(), ModelStep.endCall()))
                .awaitOver(SOON);
        Past past = new Past(jdbc);
        past.fill(10_000);
        try {
            go("calls");
            Locator rows = page.locator("tbody tr");
            assertThat(rows).hasCount(25);
            String first = rows.nth(1).innerText();

            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Older calls"))
                    .click();
            awaitAddress("before=.+");
            assertThat(rows).hasCount(25);
            assertThat(page.locator("tbody")).not().containsText(first.split("\\s")[0] + " ");
            page.goBack();
            awaitAddress("#/calls");
            assertThat(rows.nth(1)).containsText(first.split("\\s")[0]);

            page.getByLabel("Id, number or target").fill("00004242");
            page.keyboard().press("Enter");
            assertThat(rows).hasCount(1);
            assertThat(rows).containsText("+61400004242");

            page.getByLabel("Id, number or target").fill("");
            page.getByLabel("Outcome").selectOption("failed");
            awaitAddress("outcome=failed");
            assertThat(rows).hasCount(25);
            assertThat(page.locator("tbody .chip", new Page.LocatorOptions().setHasText("failed")))
                    .not()
                    .hasCount(0);
            assertThat(page.locator("tbody .chip", new Page.LocatorOptions().setHasText("bridged")))
                    .hasCount(0);

            page.getByLabel("Id, number or target").fill("no-such-call");
            button("Search").click();
            assertThat(text("No call is like that")).isVisible();
        } finally {
            past.clear();
        }
    }

    @Test
    void an_operator_transfers_a_caller_and_is_told_which_targets_there_are() {
        TwinCall call = twin.placeCall(TALKS);
        go("calls/" + call.parentSid());
        assertThat(button("Transfer…")).isEnabled();

        button("Transfer…").click();
        page.getByLabel("Target", new Page.GetByLabelOptions().setExact(true)).fill("nowhere");
        button("Transfer").click();
        assertThat(page.getByRole(AriaRole.ALERT).getByText("front-desk")).isVisible();
        page.getByLabel("Target", new Page.GetByLabelOptions().setExact(true)).fill("sales");
        page.getByLabel("Reason, for the record (optional)").fill("asked for a price");
        button("Transfer").click();

        assertThat(page.getByRole(AriaRole.DIALOG)).isHidden();
        assertThat(heading()).hasText(Pattern.compile(".*sales answered after.*"));
        assertThat(text("asked for by an operator: “asked for a price”")).isVisible();
    }

    @Test
    void hanging_up_asks_first() {
        TwinCall call = twin.placeCall(TALKS);
        go("calls/" + call.parentSid());
        button("Hang up…").click();
        button("Keep the call").click();
        assertThat(page.getByRole(AriaRole.DIALOG)).isHidden();
        assertThat(button("Hang up…")).isFocused();

        button("Hang up…").click();
        button("Hang up").click();

        assertThat(page.locator(".call-now").getByText("ended")).isVisible();
        assertThat(button("Hang up…")).isHidden();
        await().atMost(SOON).until(call::isOver);
    }

    @Test
    void the_evidence_report_is_read_and_whole_numbers_are_shown_only_where_asked_for() throws InterruptedException {
        TwinCall call = twin.placeCall(
                CallScript.usual().with(Switches.REFER, Faults.Refer.ERROR).with(Switches.HUMAN_TALK_MS, 300));
        assertThat(call.awaitOver(SOON)).isTrue();
        go("calls/" + call.parentSid());

        button("Read").click();
        assertThat(page.locator("pre.report")).containsText("rtc_");
        assertThat(page.locator("pre.report")).not().containsText("+61400000001");
        button("Close").click();
        page.getByLabel("with whole phone numbers").check();
        button("Read").click();

        assertThat(page.locator("pre.report")).containsText("+61400000001");
        assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("JSON")))
                .hasAttribute("href", Pattern.compile(".*format=json&numbers=whole"));
    }

    @Test
    void everything_is_reached_by_keyboard() {
        TwinCall call = twin.placeCall(TALKS);
        go("");
        page.keyboard().press("Tab");
        assertThat(link("Skip to content")).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("main")).isFocused();

        tabTo(page.locator("tbody a").first());
        page.keyboard().press("Enter");
        awaitAddress("#/calls/.+");
        assertThat(heading()).isFocused();
        tabTo(button("Hang up…"));
        page.keyboard().press("Enter");
        assertThat(button("Keep the call")).isFocused();
        page.keyboard().press("Escape");
        assertThat(button("Hang up…")).isFocused();

        Locator step = page.locator(".ladder summary").first();
        tabTo(step);
        page.keyboard().press("Enter");
        assertThat(page.locator(".ladder .evidence").first()).isVisible();

        page.goBack();
        assertThat(heading()).hasText("Overview");
        assertThat(call.isOver()).isFalse();
    }

    private void tabTo(Locator wanted) {
        for (int i = 0; i < 60; i++) {
            page.keyboard().press("Tab");
            if ((boolean) wanted.evaluate("each => each === document.activeElement")) {
                return;
            }
        }
        throw new AssertionError("not reached by Tab: " + wanted);
    }

    @Test
    void a_stream_of_calls_is_placed_and_can_be_stopped() {
        go("place");
        page.getByLabel("Calls a second").fill("5");
        page.getByLabel("For", new Page.GetByLabelOptions().setExact(true)).fill("600");

        button("Start the stream").click();
        assertThat(text("[1-9]\\d* of 3000 placed\\.")).isVisible();
        button("Stop").click();

        assertThat(text("\\d+ of 3000 placed; stopped\\.")).isVisible();
        assertThat(page.locator(".placed li").first()).isVisible();
        assertThat(twin.calls()).hasSizeBetween(1, 900);
    }

    @Test
    void a_lost_connection_is_said_and_mended() {
        go("");
        assertThat(page.locator("#link")).hasText("Live");

        page.context().route("**/api/live", Route::abort);
        page.reload();
        assertThat(page.locator("#link")).hasText("Connection lost; asking every 3 s");
        assertThat(page.locator(".tile")).hasCount(6);
        page.context().route("**/api/**", Route::abort);
        assertThat(page.locator("#link")).hasText("No answer from the server; trying again");

        page.context().unroute("**/api/live");
        page.context().unroute("**/api/**");
        assertThat(page.locator("#link")).hasText("Live");
    }

    @Test
    void a_broken_edit_and_a_missing_tool_are_named_as_long_as_they_are_there() {
        health(
                "routes",
                "{\"status\":\"STALE\",\"details\":{\"problems\":"
                        + "[\"routes/transfer.camel.yaml:56: bean transfer has no method beginRefr\"],\"needsRestart\":[\"server.port\"]}}");
        health("tools", "{\"status\":\"UP\",\"details\":{\"offered\":{},\"missing\":{\"default\":[\"stock\"]}}}");
        go("");
        assertThat(page.locator("#edits"))
                .containsText("transfer.camel.yaml:56: bean transfer has no method beginRefr");
        assertThat(page.locator("#edits")).containsText("Needs a restart to count: server.port");
        assertThat(page.locator("#edits")).containsText("Agent default lists tools that no route offers: stock");

        page.context().unroute("**/actuator/health/routes");
        page.context().unroute("**/actuator/health/tools");
        assertThat(page.locator("#edits")).isHidden();
    }

    private void health(String component, String answer) {
        page.context()
                .route(
                        "**/actuator/health/" + component,
                        route -> route.fulfill(new Route.FulfillOptions()
                                .setContentType("application/json")
                                .setBody(answer)));
    }

    @Test
    void routes_are_found_by_a_step_and_lead_to_one_another() {
        go("routes");
        assertThat(text("^\\d\\d+ routes$")).isVisible();

        page.getByLabel("Filter by name, source or step").fill("refer-breaker");
        assertThat(text("^1 of \\d+ routes$")).isVisible();
        page.locator("#route-refer-or-carrier summary").click();
        assertThat(page.locator("#route-refer-or-carrier .flow")).containsText("circuitBreaker");
        button("direct:refer").click();

        assertThat(page.locator("#route-refer[open] .flow")).isVisible();
    }
}
