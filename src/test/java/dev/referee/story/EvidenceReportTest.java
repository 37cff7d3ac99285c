package dev.referee.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.call.AgentLegStatus;
import dev.referee.call.CallEvent;
import dev.referee.transfer.Ending;
import dev.referee.transfer.LegStatus;
import dev.referee.transfer.Plan;
import dev.referee.transfer.RequestResult;
import dev.referee.transfer.Samples;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Whole reports against golden files in {@code src/test/resources/evidence}. After a change that is meant:
 * {@code mvn -o surefire:test -Dtest=EvidenceReportTest -Dreferee.golden=write}, and read the difference.
 */
class EvidenceReportTest {

    private static final Path GOLDEN = Path.of("src/test/resources/evidence");
    private static final Instant WRITTEN = Instant.parse("2026-11-22T13:00:00Z");
    private static final RequestResult SILENT = new RequestResult.Accepted(
            200, "200 (no x-request-id)", Map.of("status", "200", "tookMs", "616", "header.content-length", "0"));
    private static final RequestResult NAMED = new RequestResult.Accepted(
            200,
            "200 (req_0123456789abcdef0123456789abcdef)",
            Map.of(
                    "status",
                    "200",
                    "tookMs",
                    "83",
                    "header.x-request-id",
                    "req_0123456789abcdef0123456789abcdef",
                    "header.openai-processing-ms",
                    "71",
                    "header.date",
                    "Sun, 22 Nov 2026 12:00:05 GMT"));
    private static final RequestResult MOVED = new RequestResult.Accepted(
            200,
            "200 in-progress",
            Map.of("status", "200", "tookMs", "110", "header.twilio-request-id", "RQ" + "7".repeat(32)));

    private final BookedCall call = new BookedCall();

    @AfterEach
    void close() {
        call.close();
    }

    private void talking() {
        Map<String, String> ids = Map.of(
                "webhookId", "wh_0001",
                "eventId", "evt_0001",
                "agentLeg", "CA" + "2".repeat(32),
                "sipCallId", "f00d@192.0.2.1");
        call.after(100)
                .on(new CallEvent.SessionAnnounced(call.dialId(), BookedCall.SESSION, ids))
                .after(200)
                .on(new CallEvent.AcceptAnswered(BookedCall.SESSION, Samples.ACCEPTED))
                .on(new CallEvent.AgentLegReported(call.dialId(), AgentLegStatus.ANSWERED))
                .after(150)
                .on(new CallEvent.SidebandOpened(BookedCall.SESSION));
    }

    private void referred(RequestResult answer, long tookMs) {
        talking();
        call.after(5_000)
                .on(new CallEvent.TransferAsked(plan("wants a human, says +61 400 000 009"), Source.SIDEBAND))
                .on(new TransferEvent.ReferBegun())
                .after(tookMs)
                .on(new TransferEvent.ReferAnswered(answer));
    }

    private static Plan plan(String reason) {
        Plan plan = Samples.plan(Ending.RETURN);
        return new Plan(plan.id(), "front-desk", "agent", reason, "", plan.stops(), plan.ending(), null);
    }

    private void bridged() {
        call.after(700)
                .on(new TransferEvent.LegReported(0, LegStatus.RINGING))
                .after(1_200)
                .on(new TransferEvent.LegReported(0, LegStatus.ANSWERED))
                .after(2_000)
                .on(new CallEvent.DeadlinePassed());
    }

    private void silent() {
        referred(SILENT, 616);
        call.after(4_000)
                .on(new CallEvent.DeadlinePassed())
                .on(new TransferEvent.RedirectBegun())
                .after(110)
                .on(new TransferEvent.RedirectAnswered(MOVED))
                .after(320)
                .on(new TransferEvent.RedirectFetched());
        bridged();
    }

    private EvidenceReport report() {
        return Reports.of(call.history(), "1.2.3", WRITTEN, false);
    }

    private String markdown() {
        return MarkdownReport.of(report());
    }

    private static void assertGolden(String name, String actual) throws IOException {
        Path golden = GOLDEN.resolve(name);
        if ("write".equals(System.getProperty("referee.golden"))) {
            Files.writeString(golden, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(golden));
    }

    @Test
    void a_silent_refer_reads_as_it_should() throws IOException {
        silent();

        assertGolden("silent-refer.md", markdown());
    }

    @Test
    void a_confirmed_refer_reads_as_it_should() throws IOException {
        referred(NAMED, 83);
        call.after(401).on(new TransferEvent.ReferArrived("<tel:+61420351250>"));
        bridged();

        assertGolden("confirmed-refer.md", markdown());
    }

    @Test
    void a_call_without_transfers_says_so() {
        talking();

        EvidenceReport report = report();

        assertThat(report.finding())
                .isEqualTo("No transfer was asked for in this call, so it says nothing about REFER.");
        assertThat(report.transfers()).isEmpty();
        assertThat(MarkdownReport.of(report))
                .contains("# A call without transfers")
                .doesNotContain("null");
    }

    @Test
    void numbers_are_masked_unless_they_are_asked_for() {
        silent();

        assertThat(markdown())
                .contains("+61…50", "+61…01")
                .doesNotContain("+61420351250", "61400000001", "61290000000");
        assertThat(MarkdownReport.of(Reports.of(call.history(), "1.2.3", WRITTEN, true)))
                .contains("tel:+61420351250", "+61400000001");
    }

    @Test
    void what_the_agent_said_of_the_caller_stays_at_home() {
        silent();

        assertThat(markdown()).doesNotContain("wants a human").doesNotContain("400 000 009");
        assertThat(MarkdownReport.of(Reports.of(call.history(), "1.2.3", WRITTEN, true)))
                .doesNotContain("wants a human");
    }

    @Test
    void a_late_refer_is_told() {
        silent();
        call.after(100).on(new TransferEvent.ReferArrived("tel:+61420351250"));

        assertThat(report().title()).isEqualTo("/refer was answered 200, and the REFER reached the carrier too late");
        assertThat(report().finding()).contains("A REFER did arrive at 2026-11-22T12:00:1", "too late.");
    }

    @Test
    void no_answer_is_no_answer() {
        referred(new RequestResult.Unknown("no answer: SocketTimeoutException", Map.of("tookMs", "3000")), 3_000);
        call.after(4_000).on(new CallEvent.DeadlinePassed());

        assertThat(report().title()).isEqualTo("/refer got no usable answer, and no REFER reached the carrier");
        assertThat(report().finding()).startsWith("OpenAI gave no answer to POST /realtime/calls/");
        assertThat(report().transfers().get(0).answer().absent()).isEmpty();
    }

    @Test
    void an_answer_of_an_older_version_has_no_headers_that_could_be_absent() {
        referred(new RequestResult.Accepted(200, "200 (no x-request-id)"), 616);

        EvidenceReport.Answer answer = report().transfers().get(0).answer();

        assertThat(answer.absent()).isEmpty();
        assertThat(answer.tookMs()).isNull();
        assertThat(markdown()).contains("not recorded");
    }

    @Test
    void a_skipped_refer_was_not_asked_for() {
        talking();
        call.after(1_000)
                .on(new CallEvent.TransferAsked(plan(""), Source.SIDEBAND))
                .on(new TransferEvent.ReferSkipped("breaker open"));

        assertThat(report().finding()).isEqualTo("No REFER was asked for: breaker open.");
        assertThat(report().transfers().get(0).asked()).isEmpty();
        assertThat(markdown()).doesNotContain("What OpenAI answered");
    }

    @Test
    void nothing_of_outside_breaks_out_of_the_markdown() {
        String evil = "\n\n# Owned | `x` <script>alert(1)</script> [a](http://b.example) **b** @all www.c.example \\";
        referred(new RequestResult.Refused(500, "", "500 " + evil, Map.of("status", "500", "header.cf-ray", evil)), 10);

        String markdown = markdown();

        assertThat(markdown.lines().filter(line -> line.contains("Owned")))
                .isNotEmpty()
                .allMatch(line -> !line.startsWith("# Owned"))
                .noneMatch(
                        line -> line.matches(".*[^\\\\]\\[a\\].*") || line.contains("<script") || line.contains("@all"))
                .noneMatch(line -> line.contains("http://") || line.contains("www.") || line.matches(".*[^\\\\]`x.*"));
        List<String> rows = markdown.lines()
                .filter(line -> line.contains("Owned") && line.startsWith("|"))
                .toList();
        assertThat(rows).allMatch(line -> line.replace("\\|", "").endsWith(" |"));
    }
}
