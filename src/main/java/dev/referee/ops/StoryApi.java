package dev.referee.ops;

import dev.referee.ledger.CallHead;
import dev.referee.ledger.Ledger;
import dev.referee.story.EvidenceReport;
import dev.referee.story.Ladder;
import dev.referee.story.MarkdownReport;
import dev.referee.story.Reports;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What happened in a call, in words. {@link AdminGate} stands before it. */
@RestController
@RequestMapping("/api/calls/{callId}")
class StoryApi {

    private static final MediaType MARKDOWN = new MediaType("text", "markdown", StandardCharsets.UTF_8);

    private final Ledger ledger;
    private final KnownCalls calls;
    private final Clock clock;
    private final String version;

    StoryApi(Ledger ledger, KnownCalls calls, Clock clock, ObjectProvider<BuildProperties> build) {
        this.ledger = ledger;
        this.clock = clock;
        this.version =
                build.stream().map(BuildProperties::getVersion).findFirst().orElse("(version unknown)");
        this.calls = calls;
    }

    /** Who told whom what, when and why. Numbers are whole. */
    @GetMapping(path = "/ladder", produces = MediaType.APPLICATION_JSON_VALUE)
    Ladder ladder(@PathVariable String callId) {
        return Ladder.of(ledger.history(calls.find(callId)));
    }

    /**
     * What the books prove of the call's transfers, as Markdown to be pasted, or as JSON.
     *
     * @param format {@code md} or {@code json}; without it JSON for whoever accepts JSON and no HTML, else Markdown
     * @param numbers {@code whole}, or masked
     */
    @GetMapping("/evidence")
    ResponseEntity<Object> evidence(
            @PathVariable String callId,
            @RequestParam(required = false) @Nullable String format,
            @RequestParam(defaultValue = "masked") String numbers,
            @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "") String accept) {
        if (format != null && !format.equals("md") && !format.equals("json")) {
            throw new Problem(HttpStatus.BAD_REQUEST, "format must be md or json");
        }
        if (!numbers.equals("masked") && !numbers.equals("whole")) {
            throw new Problem(HttpStatus.BAD_REQUEST, "numbers must be masked or whole");
        }
        CallHead head = calls.find(callId);
        EvidenceReport report = Reports.of(ledger.history(head), version, clock.instant(), numbers.equals("whole"));
        if (format == null ? wantsJson(accept) : format.equals("json")) {
            return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(report);
        }
        String name = "inline; filename=\"evidence-" + head.key() + ".md\"";
        return ResponseEntity.ok()
                .contentType(MARKDOWN)
                .header(HttpHeaders.CONTENT_DISPOSITION, name)
                .body(MarkdownReport.of(report));
    }

    private static boolean wantsJson(String accept) {
        return accept.contains(MediaType.APPLICATION_JSON_VALUE)
                && !accept.contains(MediaType.TEXT_HTML_VALUE)
                && !accept.contains(MediaType.TEXT_MARKDOWN_VALUE);
    }
}
