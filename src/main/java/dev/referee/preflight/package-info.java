/**
 * The preflight: whether everything around Referee is as it must be, one line for each thing, with the remedy. Reads only;
 * no check stops another.
 */
@NullMarked
package dev.referee.preflight;

import org.jspecify.annotations.NullMarked;
