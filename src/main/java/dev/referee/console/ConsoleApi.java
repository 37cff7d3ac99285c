package dev.referee.console;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the console reads. The admin gate stands before it. */
@RestController
@RequestMapping("/api")
class ConsoleApi {

    private final Overviews overviews;

    ConsoleApi(Overviews overviews) {
        this.overviews = overviews;
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
}
