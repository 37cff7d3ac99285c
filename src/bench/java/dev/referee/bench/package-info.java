/** Benchmarks: whole calls against the packed jar and against a yardstick, and the hot parts by themselves. */
@org.jspecify.annotations.NullMarked
package dev.referee.bench;
