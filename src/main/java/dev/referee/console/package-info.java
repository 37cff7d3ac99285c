/**
 * What the console shows at a glance, and tells without being asked: the overview, the last hour, and the live stream.
 * It only reads; the ledger is what it reads.
 */
@NullMarked
package dev.referee.console;

import org.jspecify.annotations.NullMarked;
