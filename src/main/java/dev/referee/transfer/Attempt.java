package dev.referee.transfer;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request that moves the caller: first owed, so that it is begun once and by one route, then sent. */
sealed interface Attempt extends TransferState permits Redirecting, Releasing {

    /** The mechanism that is tried. */
    Mechanism mechanism();

    /** When its evidence must have come; null while the request is only owed. */
    @Nullable
    Instant until();

    /** Whether the request may have left. */
    default boolean isSent() {
        return until() != null;
    }

    @Override
    default Optional<Instant> deadline() {
        return Optional.ofNullable(until());
    }

    @Override
    default Optional<Mechanism> owed() {
        return isSent() ? Optional.empty() : Optional.of(mechanism());
    }

    @Override
    default Optional<Mechanism> trying() {
        return isSent() ? Optional.of(mechanism()) : Optional.empty();
    }
}
