/**
 * The Camel component {@code sideband:}: one WebSocket per call to the vendor, frames in order, open and close as events.
 * One multiplexed endpoint serves all calls.
 */
@NullMarked
package dev.referee.sideband;

import org.jspecify.annotations.NullMarked;
