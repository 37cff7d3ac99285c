/**
 * The hot parts by themselves, under JMH. Each is measured beside a baseline of the same run, for the load of a machine moves
 * both. Parts that only their own package can reach are measured from there.
 */
@org.jspecify.annotations.NullMarked
package dev.referee.bench.micro;
