package dev.referee.transfer;

import java.util.Map;

/**
 * How one request to a vendor or carrier ended. Only {@link NotSent} and {@link Refused} prove that nothing happened;
 * {@link Unknown} may have been applied and waits for proof; {@link Accepted} is never proof that it worked.
 */
public sealed interface RequestResult {

    /** In words, for the timeline; holds no secret and no full phone number. */
    String reason();

    /** What else was seen of the answer, for the books alone: nothing is decided by it. Harmless, and no secret. */
    Map<String, String> seen();

    /** The same result, with this seen of its answer. */
    RequestResult with(Map<String, String> seen);

    /** The request never left: connection refused, unknown host. */
    record NotSent(String reason, Map<String, String> seen) implements RequestResult {

        /** Keeps its own copy. */
        public NotSent {
            seen = Map.copyOf(seen);
        }

        /** With nothing else seen. */
        public NotSent(String reason) {
            this(reason, Map.of());
        }

        @Override
        public NotSent with(Map<String, String> more) {
            return new NotSent(reason, more);
        }
    }

    /**
     * The other side answered that it will not do it.
     *
     * @param status HTTP status
     * @param code the vendor's own error code, or empty
     */
    record Refused(int status, String code, String reason, Map<String, String> seen) implements RequestResult {

        /** Keeps its own copy. */
        public Refused {
            seen = Map.copyOf(seen);
        }

        /** With nothing else seen. */
        public Refused(int status, String code, String reason) {
            this(status, code, reason, Map.of());
        }

        @Override
        public Refused with(Map<String, String> more) {
            return new Refused(status, code, reason, more);
        }
    }

    /** The thing it should act on is over already ({@code 21220}, {@code 404}, {@code call_id_not_found}). */
    record AlreadyOver(int status, String code, String reason, Map<String, String> seen) implements RequestResult {

        /** Keeps its own copy. */
        public AlreadyOver {
            seen = Map.copyOf(seen);
        }

        /** With nothing else seen. */
        public AlreadyOver(int status, String code, String reason) {
            this(status, code, reason, Map.of());
        }

        @Override
        public AlreadyOver with(Map<String, String> more) {
            return new AlreadyOver(status, code, reason, more);
        }
    }

    /** The other side said yes; what it does about it must still be seen. */
    record Accepted(int status, String reason, Map<String, String> seen) implements RequestResult {

        /** Keeps its own copy. */
        public Accepted {
            seen = Map.copyOf(seen);
        }

        /** With nothing else seen. */
        public Accepted(int status, String reason) {
            this(status, reason, Map.of());
        }

        @Override
        public Accepted with(Map<String, String> more) {
            return new Accepted(status, reason, more);
        }
    }

    /** No usable answer: timeout, reset, 5xx of a carrier. It may have been applied. */
    record Unknown(String reason, Map<String, String> seen) implements RequestResult {

        /** Keeps its own copy. */
        public Unknown {
            seen = Map.copyOf(seen);
        }

        /** With nothing else seen. */
        public Unknown(String reason) {
            this(reason, Map.of());
        }

        @Override
        public Unknown with(Map<String, String> more) {
            return new Unknown(reason, more);
        }
    }
}
