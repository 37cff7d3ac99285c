package dev.referee.ops;

import dev.referee.call.Call;
import dev.referee.call.CallEvent;
import dev.referee.config.Roster;
import dev.referee.ledger.Applied;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.CallSearch;
import dev.referee.ledger.Ledger;
import dev.referee.route.CallDesk;
import dev.referee.route.TransferRequests;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * What operators see and do of calls (contract §4, §6). A call is named by any of its sessions, by the carrier's id of
 * the caller's leg, or by our key. Numbers are whole here. {@link AdminGate} stands before it.
 */
@RestController
@RequestMapping(path = "/api/calls", produces = MediaType.APPLICATION_JSON_VALUE)
class CallsApi {

    private static final int LIMIT_MAX = 500;
    private static final int REASON_MAX = 2000;
    private final Ledger ledger;
    private final CallSearch search;
    private final CallDesk desk;
    private final TransferRequests requests;
    private final Roster roster;
    private final KnownCalls known;

    CallsApi(
            Ledger ledger,
            CallSearch search,
            CallDesk desk,
            TransferRequests requests,
            Roster roster,
            KnownCalls known) {
        this.known = known;
        this.ledger = ledger;
        this.search = search;
        this.desk = desk;
        this.requests = requests;
        this.roster = roster;
    }

    /**
     * Calls, newest first, without their history; a Link header leads to those that come after.
     *
     * @param q part of an id, of a number's digits or of a target's name
     * @param outcome of any of its transfers; with {@code target}, of one to that target
     * @param before where the page begins, as the Link of the page before says
     */
    @GetMapping
    ResponseEntity<List<CallJson.Summary>> calls(
            HttpServletRequest request,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable String outcome,
            @RequestParam(required = false) @Nullable String target,
            @RequestParam(required = false) @Nullable String before) {
        if (limit < 1 || limit > LIMIT_MAX) {
            throw new Problem(HttpStatus.BAD_REQUEST, "limit must lie between 1 and " + LIMIT_MAX);
        }
        CallSearch.Page page = search.find(CallPages.wanted(state, q, outcome, target, before), limit);
        return ResponseEntity.ok()
                .headers(CallPages.links(request, page))
                .body(page.calls().stream().map(CallJson.Summary::of).toList());
    }

    /** Everything known of one call. */
    @GetMapping("/{callId}")
    CallJson call(@PathVariable String callId) {
        return CallJson.of(ledger.history(find(callId)));
    }

    /** Asks for a transfer, to any target of the configuration. */
    @PostMapping(path = "/{callId}/transfer", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Requested transfer(@PathVariable String callId, @RequestBody TransferBody body) {
        String target = body.target();
        String reason = body.reason() == null ? "" : body.reason();
        if (target == null || target.isBlank()) {
            throw new Problem(HttpStatus.BAD_REQUEST, "the body names no target");
        }
        if (reason.length() > REASON_MAX) {
            throw new Problem(HttpStatus.BAD_REQUEST, "reason is longer than " + REASON_MAX + " characters");
        }
        if (reason.chars().anyMatch(c -> Character.isISOControl(c) && !Character.isWhitespace(c))) {
            throw new Problem(HttpStatus.BAD_REQUEST, "reason holds a control character");
        }
        CallHead head = find(callId);
        if (roster.targets().find(target).isEmpty()) {
            String known =
                    String.join(", ", new TreeSet<>(roster.targets().targets().keySet()));
            throw new Problem(HttpStatus.UNPROCESSABLE_ENTITY, "there is no such target; known are " + known);
        }
        return requests.byOperator(head.key(), target, reason)
                .map(Requested::of)
                .orElseThrow(() -> new Problem(HttpStatus.CONFLICT, whyNot(find(callId))));
    }

    /** Ends the call. */
    @PostMapping("/{callId}/hangup")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void hangUp(@PathVariable String callId) {
        CallHead head = find(callId);
        Applied applied = desk.apply(head.key(), new CallEvent.EndAsked(Source.OPERATOR, "an operator ended the call"))
                .orElseThrow(() -> KnownCalls.unknown(callId));
        if (applied.file().call().stage().isOver()) {
            throw new Problem(HttpStatus.CONFLICT, over(applied.before()));
        }
    }

    private CallHead find(String id) {
        return known.find(id);
    }

    /** Says why no transfer can be asked for in the state that the call is in, a moment after it was asked for. */
    private static String whyNot(CallHead head) {
        Call call = head.file().call();
        return switch (call.stage()) {
            case ENDED, REJECTED, FAILED -> over(head);
            case IN_TRANSFER ->
                head.file()
                        .inFlight()
                        .map(state -> "a transfer to " + state.plan().target() + " is in flight: "
                                + state.plan().id())
                        .orElse("a transfer is in flight");
            case LANDED -> "the caller was transferred, no agent has him any more";
            case ENDING -> "the call is being ended";
            case WITH_AGENT -> withAgent(call);
        };
    }

    private static String withAgent(Call call) {
        if (call.agent().isUp()) {
            return "the call was not ready a moment ago, try again";
        }
        return call.agent().cameUp() || call.redials() > 0
                ? "the line to the agent dropped, no agent has the caller now"
                : "no agent has the caller yet";
    }

    private static String over(CallHead head) {
        return "the call is over: " + head.publicState();
    }

    /** What an operator asks for. */
    record TransferBody(@Nullable String target, @Nullable String reason) {}

    /** What was begun. */
    record Requested(String transferId) {

        static Requested of(TransferId id) {
            return new Requested(id.value());
        }
    }
}
