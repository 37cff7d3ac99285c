package dev.referee.ledger;

/** The same, where nobody else writes into the database, so that what was stored here last need not be read. */
class LedgerAloneTest extends LedgerTest {

    @Override
    boolean isAlone() {
        return true;
    }
}
