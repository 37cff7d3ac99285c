package dev.referee.ledger;

/** Hears of every decision after it is stored, on the thread that stored it; must be quick and must not throw. */
public interface LedgerListener {

    /** One event was decided and stored. */
    void applied(Applied applied);
}
