package dev.referee.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The twin's own page on HTTP: what can be ordered, and what became of it. Errors are problem JSON. */
@RestController
@Profile("twin")
@RequestMapping(path = "/twin", produces = MediaType.APPLICATION_JSON_VALUE)
class TwinController {

    private final Twin twin;

    TwinController(Twin twin) {
        this.twin = twin;
    }

    @GetMapping("/faults")
    JsonNode faults() {
        return TwinJson.catalogue();
    }

    @PostMapping("/calls")
    ResponseEntity<JsonNode> place(@RequestBody(required = false) @Nullable String body) {
        TwinCall call = twin.placeCall(TwinJson.script(body == null ? "" : body));
        return ResponseEntity.accepted().body(TwinJson.summary(call));
    }

    /** The newest first. */
    @GetMapping("/calls")
    JsonNode calls(@RequestParam(defaultValue = "1000") int limit) {
        ArrayNode list = Json.array();
        List<TwinCall> all = twin.calls();
        for (int i = all.size() - 1; i >= 0 && list.size() < limit; i--) {
            list.add(TwinJson.summary(all.get(i)));
        }
        return list;
    }

    /** Many call, one after the other; one stream at a time. */
    @PostMapping("/stream")
    ResponseEntity<CallStream.State> stream(@RequestBody String body) {
        return ResponseEntity.accepted().body(twin.stream(TwinJson.stream(body)));
    }

    /** How far the latest stream is; no content if there was none. */
    @GetMapping("/stream")
    ResponseEntity<CallStream.State> stream() {
        CallStream stream = twin.stream();
        return stream == null ? ResponseEntity.noContent().build() : ResponseEntity.ok(stream.state());
    }

    /** No more calls of it; those that run go on. */
    @DeleteMapping("/stream")
    ResponseEntity<CallStream.State> stopStream() {
        CallStream stream = twin.stream();
        if (stream != null) {
            stream.stop();
        }
        return stream();
    }

    @GetMapping("/calls/{id}")
    JsonNode call(@PathVariable String id) {
        return TwinJson.details(find(id));
    }

    /** The caller hangs up. */
    @PostMapping("/calls/{id}/hangup")
    ResponseEntity<Void> hangUp(@PathVariable String id) {
        find(id).hangUp();
        return ResponseEntity.accepted().build();
    }

    @GetMapping("/violations")
    JsonNode violations() {
        return Json.tree(twin.violations());
    }

    private TwinCall find(String id) {
        TwinCall call = twin.call(id);
        if (call == null) {
            throw new UnknownCall("the twin knows no call " + id);
        }
        return call;
    }

    @ExceptionHandler(IllegalArgumentException.class)
    ResponseEntity<ProblemDetail> refused(IllegalArgumentException e) {
        return problem(HttpStatus.BAD_REQUEST, e);
    }

    @ExceptionHandler(IllegalStateException.class)
    ResponseEntity<ProblemDetail> full(IllegalStateException e) {
        return problem(HttpStatus.SERVICE_UNAVAILABLE, e);
    }

    @ExceptionHandler(UnknownCall.class)
    ResponseEntity<ProblemDetail> unknown(UnknownCall e) {
        return problem(HttpStatus.NOT_FOUND, e);
    }

    private static ResponseEntity<ProblemDetail> problem(HttpStatus status, Exception e) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemDetail.forStatusAndDetail(status, String.valueOf(e.getMessage())));
    }

    /** No such call. */
    static final class UnknownCall extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnknownCall(String message) {
            super(message);
        }
    }
}
