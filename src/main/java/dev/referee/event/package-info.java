/**
 * Post-call events: what the outbox holds is told to others, at least once. An event goes through the route
 * {@code call-ended}, where teams hook in; by default that posts it, signed by Standard Webhooks.
 */
@NullMarked
package dev.referee.event;

import org.jspecify.annotations.NullMarked;
