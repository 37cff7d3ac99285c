/**
 * The yardstick: the gateway that a good engineer writes by hand on bare Vert.x. It does on the wire what Referee does in a
 * whole call of the benchmark, and verifies every signature, but has neither ledger nor breaker: all state is in memory on
 * one event loop. It uses nothing of Referee, and no library but Vert.x and the Jackson below its JSON.
 *
 * <p>It takes lightly what no such call needs: apart from the sideband's handshake nothing is tried again, a redirect has no
 * deadline, a lost sideband stays lost, and a caller whom nobody answers after a redirect hears an apology.
 */
@org.jspecify.annotations.NullMarked
package dev.referee.bench.yardstick;
