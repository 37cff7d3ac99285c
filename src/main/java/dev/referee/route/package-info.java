/**
 * Thin beans and Java DSL routes between Camel and the core: exchange to event, command to endpoint, evidence to verdict.
 */
@NullMarked
package dev.referee.route;

import org.jspecify.annotations.NullMarked;
