package dev.referee.console;

import dev.referee.ops.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What the console reads. The admin gate stands before it. */
@RestController
@RequestMapping("/api")
class ConsoleApi {

    private final Overviews overviews;

    private final LiveStream live;

    ConsoleApi(Overviews overviews, LiveStream live) {
        this.overviews = overviews;
        this.live = live;
    }

    /** How things stand. */
    @GetMapping(path = "/overview", produces = MediaType.APPLICATION_JSON_VALUE)
    Overview overview() {
        return overviews.now();
    }

    /** The last hour, minute by minute. */
    @GetMapping(path = "/series", produces = MediaType.APPLICATION_JSON_VALUE)
    Series series() {
        return overviews.series();
    }

    /** Server-sent events, until either side ends them: {@code overview} and {@code call}. */
    @GetMapping(path = "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter live(HttpServletRequest request, HttpServletResponse response) {
        if (request.getMethod().equals("HEAD")) {
            throw new Problem(HttpStatus.METHOD_NOT_ALLOWED, "a stream has nothing but a body");
        }
        response.setHeader("X-Accel-Buffering", "no"); // a proxy must not collect it
        return live.open();
    }
}
