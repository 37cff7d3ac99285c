/**
 * What did happen: every event and the present state of each call, stored in one transaction. The ledger decides races;
 * it holds no rule about what should happen next.
 */
@NullMarked
package dev.referee.ledger;

import org.jspecify.annotations.NullMarked;
