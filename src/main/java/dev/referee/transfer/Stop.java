package dev.referee.transfer;

import java.time.Duration;

/**
 * One number to try, and for how long.
 *
 * @param target name of the target it belongs to
 * @param number where to dial
 * @param ring how long it may ring
 */
public record Stop(String target, Destination number, Duration ring) {}
