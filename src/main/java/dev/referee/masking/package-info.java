/** Keeps phone numbers, secrets, forged lines and floods out of the log. Uses nothing of ours, so that every package may use it. */
@NullMarked
package dev.referee.masking;

import org.jspecify.annotations.NullMarked;
