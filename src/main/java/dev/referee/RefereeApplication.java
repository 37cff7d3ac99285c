package dev.referee;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts Referee: one Spring Boot application with Camel inside. */
@SpringBootApplication
public class RefereeApplication {

    /** Starts the application; the profile {@code twin} is active unless another is named. */
    public static void main(String[] args) {
        SpringApplication.run(RefereeApplication.class, args);
    }
}
