/** Validated settings, clock, executors and wiring. Each setting has its one default here. */
@NullMarked
package dev.referee.config;

import org.jspecify.annotations.NullMarked;
