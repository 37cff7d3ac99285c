/** Operations: HTTP API, console, health, metric names and masking. */
@NullMarked
package dev.referee.ops;

import org.jspecify.annotations.NullMarked;
