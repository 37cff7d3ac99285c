/**
 * The local stand-in for OpenAI, the carrier, callers and humans, active under profile {@code twin} only, and the judge of
 * what the gateway makes of them. Nothing else may import it and it imports nothing of Referee, so that a mistake in the
 * gateway's wire code cannot hide here too.
 *
 * <p>{@link dev.referee.twin.Twin} is the way in, {@link dev.referee.twin.CallScript} says how a call goes
 * ({@link dev.referee.twin.Switches} lists what can be ordered), {@link dev.referee.twin.TwinCall} tells what became of it.
 * Inside, everything runs on the one thread of {@code Loop}. What the twin had to guess is marked as an assumption in
 * {@link dev.referee.twin.Faults} and in {@code GET /twin/faults}: a test that passes because of such a guess proves nothing
 * about the vendor.
 */
@NullMarked
package dev.referee.twin;

import org.jspecify.annotations.NullMarked;
