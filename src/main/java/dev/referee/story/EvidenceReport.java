package dev.referee.story;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the books prove of a call's transfers, to be handed to a vendor's or carrier's support. All times are UTC with
 * milliseconds.
 *
 * @param title what the report is about
 * @param finding in one paragraph
 * @param writtenAt when
 * @param writtenBy program and version
 * @param numbers {@code masked} or {@code whole}
 * @param call ids and facts of the call
 * @param transfers one for each, first one first
 * @param timeline everything that was written down, in words
 * @param notShown what the books cannot show
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record EvidenceReport(
        String title,
        String finding,
        String writtenAt,
        String writtenBy,
        String numbers,
        Map<String, String> call,
        List<OfTransfer> transfers,
        List<Row> timeline,
        List<String> notShown) {

    /**
     * One transfer.
     *
     * @param title what became of its REFER, in short
     * @param finding in one paragraph
     * @param asked what was asked of OpenAI, by name
     * @param answer what OpenAI answered; null if there was no answer, or nothing was asked
     * @param seen what was seen, and what was not
     * @param saved how the caller was helped
     * @param ids to quote, by name
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record OfTransfer(
            String title,
            String transferId,
            String target,
            String requestedAt,
            @Nullable String outcome,
            List<Verdict> verdicts,
            String finding,
            Map<String, String> asked,
            @Nullable Answer answer,
            List<String> seen,
            String saved,
            Map<String, String> ids) {}

    /** One mechanism and what became of it; without a verdict it is open. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Verdict(
            String mechanism,
            @Nullable String verdict,
            @Nullable String decidedAt) {}

    /**
     * An answer.
     *
     * @param text as the books have it
     * @param status HTTP status; null if there was no answer
     * @param tookMs from request to answer; null where an older version did not write it down
     * @param headers those that were there and may be shown
     * @param absent those that one looks for and that were not there
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Answer(
            String at,
            String text,
            @Nullable Integer status,
            @Nullable Long tookMs,
            Map<String, String> headers,
            List<String> absent) {}

    /** One line of the timeline. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Row(
            String at,
            String from,
            @Nullable String to,
            @Nullable String rung,
            String text) {}
}
