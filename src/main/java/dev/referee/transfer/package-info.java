/**
 * Core: what may happen to one transfer. Mechanisms, evidence, verdicts, outcomes and the transfer machine; pure
 * functions without clock, I/O or framework.
 */
@NullMarked
package dev.referee.transfer;

import org.jspecify.annotations.NullMarked;
