package dev.referee.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.call.CallKey;
import dev.referee.event.EventBodies;
import dev.referee.ledger.Ledger;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Events tell a call in the form, and by the writer, of {@code GET /api/calls/{callId}}. */
@Component
class EventDocuments implements EventBodies {

    private final Ledger ledger;
    private final ObjectMapper json;

    EventDocuments(Ledger ledger, ObjectMapper json) {
        this.ledger = ledger;
        this.json = json;
    }

    @Override
    public Optional<Body> of(CallKey key) {
        return ledger.find(key).map(head -> new Body(write(CallJson.of(ledger.history(head))), head.publicState()));
    }

    private String write(CallJson call) {
        try {
            return json.writeValueAsString(call);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a call can always be written", e);
        }
    }
}
