package dev.referee.config;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What the console may take of this node.
 *
 * @param listeners pages that watch at once; the next is refused; 1 to 1000
 */
@ConfigurationProperties("referee.console")
public record ConsoleSettings(int listeners) {

    public ConsoleSettings {
        Problems problems = new Problems();
        problems.number("referee.console.listeners", listeners, 1, 1000);
        problems.throwIfAny();
    }
}
