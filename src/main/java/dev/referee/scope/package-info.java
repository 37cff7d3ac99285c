/**
 * Which call a thread works for just now. It is on every line of the log, and it goes along with work that is handed to
 * another thread.
 */
@NullMarked
package dev.referee.scope;

import org.jspecify.annotations.NullMarked;
