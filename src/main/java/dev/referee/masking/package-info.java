/** Takes phone numbers out of what is logged. Uses nothing of ours, so that every package may use it. */
@NullMarked
package dev.referee.masking;

import org.jspecify.annotations.NullMarked;
