package dev.referee.transfer;

/**
 * How one request to a vendor or carrier ended. Only {@link NotSent} and {@link Refused} prove that nothing happened;
 * {@link Unknown} may have been applied and waits for proof; {@link Accepted} is never proof that it worked.
 */
public sealed interface RequestResult {

    /** In words, for the timeline; holds no secret and no full phone number. */
    String reason();

    /** The request never left: connection refused, unknown host. */
    record NotSent(String reason) implements RequestResult {}

    /**
     * The other side answered that it will not do it.
     *
     * @param status HTTP status
     * @param code the vendor's own error code, or empty
     */
    record Refused(int status, String code, String reason) implements RequestResult {}

    /** The thing it should act on is over already ({@code 21220}, {@code 404}, {@code call_id_not_found}). */
    record AlreadyOver(int status, String code, String reason) implements RequestResult {}

    /** The other side said yes; what it does about it must still be seen. */
    record Accepted(int status, String reason) implements RequestResult {}

    /** No usable answer: timeout, reset, 5xx of a carrier. It may have been applied. */
    record Unknown(String reason) implements RequestResult {}
}
