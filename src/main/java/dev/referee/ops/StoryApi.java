package dev.referee.ops;

import dev.referee.ledger.Ledger;
import dev.referee.story.Ladder;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What happened in a call, in words. {@link AdminGate} stands before it. */
@RestController
@RequestMapping("/api/calls/{callId}")
class StoryApi {

    private final Ledger ledger;
    private final KnownCalls calls;

    StoryApi(Ledger ledger, KnownCalls calls) {
        this.ledger = ledger;
        this.calls = calls;
    }

    /** Who told whom what, when and why. Numbers are whole. */
    @GetMapping(path = "/ladder", produces = MediaType.APPLICATION_JSON_VALUE)
    Ladder ladder(@PathVariable String callId) {
        return Ladder.of(ledger.history(calls.find(callId)));
    }
}
