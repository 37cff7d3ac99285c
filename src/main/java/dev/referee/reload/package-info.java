/**
 * Takes in changes of {@code routes/} and {@code config/} while calls live: what was saved is checked as a whole first, and
 * replaces what runs only if it is sound. Nothing here decides about calls.
 */
@NullMarked
package dev.referee.reload;

import org.jspecify.annotations.NullMarked;
