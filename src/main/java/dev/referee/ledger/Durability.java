package dev.referee.ledger;

/**
 * Waits until what was committed survives the process. What is acknowledged to others, and what is asked of them, comes after
 * that. Implementations are thread-safe.
 */
public interface Durability {

    /** For databases whose commit is durable by itself. */
    Durability OF_THE_COMMIT = () -> {};

    /**
     * Returns when all that was committed before this call survives a {@code kill -9}.
     *
     * @throws org.springframework.dao.DataAccessException if it may not: then nothing may be acknowledged
     */
    void await();
}
