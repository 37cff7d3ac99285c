package dev.referee.ledger;

/**
 * Waits until what was committed survives the process. What is acknowledged to others, and what is asked of them, comes after
 * that. Implementations are thread-safe.
 */
public interface Durability {

    /** For databases whose commit is durable by itself. */
    Durability OF_THE_COMMIT = new Durability() {
        @Override
        public long begin() {
            return 0;
        }

        @Override
        public void await(long begun) {}
    };

    /** To be called before a transaction begins. */
    long begin();

    /**
     * Returns when all that was committed before this call survives a {@code kill -9}.
     *
     * @param begun what {@link #begin} gave before the transaction
     * @throws org.springframework.dao.DataAccessException if it may not survive: then nothing may be acknowledged
     */
    void await(long begun);
}
