package dev.referee.config;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How nodes that share a database share the calls.
 *
 * @param node this node's name, for people; each start adds something that no other has
 * @param lease how long a call stays with a node that does not renew; 500 ms to 60 s. A third of it between renewals
 * @param sweep how often a node looks for calls that nobody looks after; 50 ms to 10 s
 */
@ConfigurationProperties("referee.cluster")
public record ClusterSettings(String node, Duration lease, Duration sweep) {

    public ClusterSettings {
        node = node == null || node.isBlank() ? "node" : node.strip();
        Problems problems = new Problems();
        problems.duration("referee.cluster.lease", lease, Duration.ofMillis(500), Duration.ofSeconds(60));
        problems.duration("referee.cluster.sweep", sweep, Duration.ofMillis(50), Duration.ofSeconds(10));
        problems.throwIfAny();
    }
}
