package dev.referee.ops;

import dev.referee.ledger.Outbox;
import dev.referee.masking.Masking;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What operators see and do of post-call events. {@link AdminGate} stands before it. */
@RestController
@RequestMapping(path = "/api/events", produces = MediaType.APPLICATION_JSON_VALUE)
class EventsApi {

    private static final int LIMIT_MAX = 500;

    private final Outbox outbox;

    EventsApi(Outbox outbox) {
        this.outbox = outbox;
    }

    /** How many wait and how many were given up. */
    @GetMapping
    Outbox.Counts counts() {
        return outbox.counts();
    }

    /** Dead letters, last one first. */
    @GetMapping("/dead")
    List<Outbox.Letter> dead(@RequestParam(defaultValue = "50") int limit) {
        if (limit < 1 || limit > LIMIT_MAX) {
            throw new Problem(HttpStatus.BAD_REQUEST, "limit must lie between 1 and " + LIMIT_MAX);
        }
        return outbox.dead(limit);
    }

    /** One event, in whatever state. */
    @GetMapping("/{eventId}")
    Outbox.Letter event(@PathVariable String eventId) {
        return outbox.find(eventId).orElseThrow(() -> unknown(eventId));
    }

    /** Sends one again, delivered or not; the receiver knows it by its id. */
    @PostMapping("/{eventId}/resend")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void resend(@PathVariable String eventId) {
        if (!outbox.resend(eventId)) {
            throw unknown(eventId);
        }
    }

    /** Sends all dead letters again. */
    @PostMapping("/dead/resend")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Resent resendDead() {
        return new Resent(outbox.resendDead());
    }

    private static Problem unknown(String id) {
        String masked = Masking.mask(id);
        String shown = masked.length() <= 60 ? masked : masked.substring(0, 60) + "…";
        return new Problem(HttpStatus.NOT_FOUND, "there is no event " + shown);
    }

    /** How many are sent again. */
    record Resent(int resent) {}
}
