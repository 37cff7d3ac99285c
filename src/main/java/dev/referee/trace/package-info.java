/**
 * One OpenTelemetry trace for each call, whichever nodes work for it: its ids are derived from the call's key. Nothing of
 * it is there unless an OTLP endpoint is set.
 */
@NullMarked
package dev.referee.trace;

import org.jspecify.annotations.NullMarked;
