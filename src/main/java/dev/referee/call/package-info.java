/**
 * Core: what may happen to one phone call. Identifiers, the states of a call, the events that move it and the commands
 * that follow; pure functions without clock, I/O or framework.
 */
@NullMarked
package dev.referee.call;

import org.jspecify.annotations.NullMarked;
