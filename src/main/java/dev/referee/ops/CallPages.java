package dev.referee.ops;

import dev.referee.ledger.CallSearch;
import dev.referee.transfer.Outcome;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.util.UriComponentsBuilder;

/** What is asked of the list of calls, checked, and the link from one page of it to the next. */
final class CallPages {

    private static final int TEXT_MAX = 100;
    private static final List<String> STATES =
            List.of("ringing", "accepted", "talking", "transferring", "transferred", "ended", "rejected", "failed");
    private static final List<String> OUTCOMES =
            Stream.of(Outcome.values()).map(Outcome::word).toList();

    /** Of the request, in the order of the link. */
    private static final List<String> KEPT = List.of("limit", "state", "q", "outcome", "target");

    private CallPages() {}

    /** Nothing is the same as not asked for. */
    static CallSearch.Wanted wanted(
            @Nullable String state,
            @Nullable String text,
            @Nullable String outcome,
            @Nullable String target,
            @Nullable String before) {
        return new CallSearch.Wanted(
                oneOf("state", given("state", state), STATES),
                given("q", text),
                oneOf("outcome", given("outcome", outcome), OUTCOMES),
                given("target", target),
                cursor(given("before", before)));
    }

    /** To the next page, with everything that was asked for; nothing on the last. */
    static HttpHeaders links(HttpServletRequest request, CallSearch.Page page) {
        HttpHeaders headers = new HttpHeaders();
        if (page.next() != null) {
            UriComponentsBuilder next = UriComponentsBuilder.fromPath(request.getRequestURI());
            Map<String, String> values = new LinkedHashMap<>();
            for (String name : KEPT) {
                String value = request.getParameter(name);
                if (value != null) {
                    values.put(name, value);
                }
            }
            values.put("before", page.next().text());
            values.keySet().forEach(name -> next.queryParam(name, "{" + name + "}"));
            String uri = next.encode().buildAndExpand(values).toUriString();
            headers.set(HttpHeaders.LINK, "<" + uri + ">; rel=\"next\"");
        }
        return headers;
    }

    private static @Nullable String given(String name, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return null;
        }
        if (value.length() > TEXT_MAX) {
            throw new Problem(HttpStatus.BAD_REQUEST, name + " is longer than " + TEXT_MAX + " characters");
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new Problem(HttpStatus.BAD_REQUEST, name + " holds a control character");
        }
        return value.strip();
    }

    private static @Nullable String oneOf(String name, @Nullable String value, List<String> known) {
        if (value != null && !known.contains(value)) {
            throw new Problem(HttpStatus.BAD_REQUEST, name + " must be one of " + String.join(", ", known));
        }
        return value;
    }

    private static CallSearch.@Nullable Cursor cursor(@Nullable String text) {
        try {
            return text == null ? null : CallSearch.Cursor.parse(text);
        } catch (IllegalArgumentException malformed) {
            throw new Problem(HttpStatus.BAD_REQUEST, "before is not of a Link that was given here");
        }
    }
}
