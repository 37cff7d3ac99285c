/** Operations: HTTP API, console, health, metrics and the log of calls. */
@NullMarked
package dev.referee.ops;

import org.jspecify.annotations.NullMarked;
