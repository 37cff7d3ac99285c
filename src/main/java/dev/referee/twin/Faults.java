package dev.referee.twin;

import static dev.referee.twin.Fault.Words.guess;
import static dev.referee.twin.Fault.Words.known;

/**
 * The values of the switches, one enum each. A value marked as guess models something that no vendor has documented and
 * nobody has published; the page and the log of each call say so.
 */
public final class Faults {

    private Faults() {}

    /** What OpenAI and the carrier make of /refer (facts/openai-realtime-sip.md §4, twilio-voice.md §3.5). */
    public enum Refer implements Fault {
        WORKS(known("REFER works", "200, and after referDelayMs the carrier posts referUrl")),
        SILENT(known("Silent REFER", "200, then nothing at all (observed May 2026)")),
        LATE(guess("Late REFER", "200, and the REFER leaves only after referLateMs")),
        TWICE(known(
                "REFER reported twice",
                "The carrier posts referUrl twice, as webhook delivery may; the first answer counts")),
        ERROR(known("REFER error", "500 with the text Internal Server Error (observed)")),
        NOT_FOUND(guess("REFER not found", "404 call_id_not_found although the call lives")),
        HANG(guess("REFER never answers", "The request stays open; no REFER leaves")),
        SLOW(known("Slow REFER", "Works, but 200 comes only after referSlowMs")),
        CARRIER_REFUSES(known(
                "Carrier refuses REFER", "200; the carrier answers the REFER with 403 and referUrl is not called")),
        VENDOR_EVENT_ONLY(
                guess("Vendor event, no leg", "200 and call.transferred on the sideband, but nothing at the carrier"));

        private final Words words;

        Refer(Words words) {
            this.words = words;
        }

        @Override
        public Words words() {
            return words;
        }
    }

    /** What the carrier makes of a REST update of a live call (facts/twilio-voice.md §5). */
    public enum CarrierRest implements Fault {
        WORKS(known("Carrier REST works", "200, then the new document is fetched after carrierFetchMs")),
        DOWN(known("Carrier REST down", "503 with an HTML page to every request")),
        RESETS(known("Carrier REST resets", "The connection is closed without an answer; not applied")),
        ERROR_500_NOT_APPLIED(known("500, not applied", "500 with a JSON error; the call goes on unchanged")),
        HANGS(known("Hangs, not applied", "Never answers; the call goes on unchanged")),
        APPLIED_BUT_500(known("Applied, but 500", "The redirect is applied and the answer is 500")),
        APPLIED_BUT_HANGS(known("Applied, but hangs", "The redirect is applied and no answer comes")),
        IGNORED(guess("200, but ignored", "200, yet the document is never fetched")),
        SLOW_FETCH(known("Slow fetch", "200, and the document is fetched after carrierSlowFetchMs")),
        LATE_APPLY(guess("500, applied late", "500 at once, and the redirect is applied after carrierLateMs")),
        TOO_MANY(known("Too many requests", "429 with code 20429; not applied"));

        private final Words words;

        CarrierRest(Words words) {
            this.words = words;
        }

        @Override
        public Words words() {
            return words;
        }
    }

    /** A redirect of a caller whose first leg still rings (unknown at the carrier). */
    public enum RedirectWhileRinging implements Fault {
        ALLOWED(guess("Allowed", "200 as for an answered call")),
        REFUSED(guess("Refused", "400 with code 21220"));

        private final Words words;

        RedirectWhileRinging(Words words) {
            this.words = words;
        }

        @Override
        public Words words() {
            return words;
        }
    }

    /** How realtime.call.incoming is delivered (facts/openai-realtime-sip.md §1.2). */
    public enum Webhook implements Fault {
        ONCE(known("Once", "One signed POST, repeated only when it is not answered 200")),
        DOUBLED(known("Doubled", "Two POSTs with the same webhook-id")),
        DOUBLED_NEW_ID(known("Doubled, new id", "Two POSTs with different webhook-ids for one call_id")),
        LATE(known("Late", "The POST leaves after webhookLateMs")),
        FORGED(known("Forged", "One POST with a signature that does not fit, and no genuine one")),
        NEVER(known("Never", "No POST; the carrier's leg fails after the accept deadline")),
        WITH_LIVE_TRANSPORT(
                known("With live.transport.incoming", "The GPT-Live event for the same call comes as well")),
        UNKNOWN_TYPE(known("Unknown type first", "An event of a type that nobody knows comes first"));

        private final Words words;

        Webhook(Words words) {
            this.words = words;
        }

        @Override
        public Words words() {
            return words;
        }
    }

    /** What becomes of our own X- headers on their way through the SIP leg. */
    public enum Correlation implements Fault {
        PASSED(known("Passed", "They arrive in sip_headers as sent")),
        MISSING(guess("Missing", "They are dropped")),
        FORGED(known("Forged", "Their values are altered")),
        REUSED(known("Reused", "They are those of an earlier call of this twin"));

        private final Words words;

        Correlation(Words words) {
            this.words = words;
        }

        @Override
        public Words words() {
            return words;
        }
    }

    /** What /accept answers (facts/openai-realtime-sip.md §2). */
    public enum Accept implements Fault {
        WORKS(known("Accept works", "200, empty")),
        ERROR_ONCE(known("Accept fails once", "503, then it works")),
        ERROR_ALWAYS(known("Accept fails", "503 every time")),
        TOO_MANY_ONCE(guess("Accept 429 once", "429 with Retry-After: 1, then it works")),
        REFUSED(known("Accept refused", "400 invalid_request_error")),
        GONE(known("Accept: gone", "404 call_id_not_found")),
        HANG_ONCE(guess("Accept hangs once", "The first request is never answered, the next works"));

        private final Words words;

        Accept(Words words) {
            this.words = words;
        }

        @Override
        public Words words() {
            return words;
        }
    }

    /** Accept for a caller who has already hung up. */
    public enum GhostAccept implements Fault {
        SUCCEEDS(known("Succeeds", "200, and the agent talks to nobody (observed)")),
        NOT_FOUND(known("Not found", "404 call_id_not_found (as the vendor's samples expect)"));

        private final Words words;

        GhostAccept(Words words) {
            this.words = words;
        }

        @Override
        public Words words() {
            return words;
        }
    }

    /** When the sideband can be opened after accept. */
    public enum Attach implements Fault {
        WORKS(known("Attach works", "At once")),
        RACE(guess("Attach race", "404 call_id_not_found for the first attachRaceMs (unconfirmed)")),
        NEVER(known("Attach never", "404 call_id_not_found every time although the call lives"));

        private final Words words;

        Attach(Words words) {
            this.words = words;
        }

        @Override
        public Words words() {
            return words;
        }
    }

    /** How long the sideband lasts. */
    public enum Sideband implements Fault {
        STAYS(known("Stays", "As long as the call")),
        DROPS(
                guess(
                        "Drops",
                        "The TCP connection is cut sidebandMs after attach while the call lives; re-attach works, nothing is replayed")),
        CLOSES_CLEANLY(guess(
                "Closes",
                "A close frame with 1000 comes sidebandMs after attach while the call lives; re-attach works")),
        GOES_AWAY(
                guess(
                        "Goes away",
                        "A close frame with 1001, as of a proxy that restarts, comes sidebandMs after attach while the call lives"));

        private final Words words;

        Sideband(Words words) {
            this.words = words;
        }

        @Override
        public Words words() {
            return words;
        }
    }

    /** When the caller hangs up. */
    public enum Caller implements Fault {
        STAYS(known("Stays", "Only when he is done or out of patience")),
        LEAVES_WHILE_RINGING(known(
                "Leaves while ringing", "callerMs after OpenAI has announced the call, before the agent answers")),
        LEAVES_WITH_AGENT(known("Leaves the agent", "callerMs after the agent has answered")),
        LEAVES_IN_TRANSFER(known("Leaves in transfer", "callerMs after /refer or the redirect has arrived")),
        LEAVES_WHILE_TARGET_RINGS(known("Leaves while target rings", "callerMs after the target has begun to ring"));

        private final Words words;

        Caller(Words words) {
            this.words = words;
        }

        @Override
        public Words words() {
            return words;
        }
    }

    /** Whether the carrier's leg to OpenAI comes up at all. */
    public enum AgentLeg implements Fault {
        COMES_UP(known("Comes up", "OpenAI takes the INVITE")),
        FAILS_400(known("Fails with 400", "OpenAI answers the INVITE with 400 and sends no webhook (observed)"));

        private final Words words;

        AgentLeg(Words words) {
            this.words = words;
        }

        @Override
        public Words words() {
            return words;
        }
    }

    /** How the carrier delivers status callbacks and Dial actions. */
    public enum Callbacks implements Fault {
        ONCE(known("Once", "Each once, in order")),
        DOUBLED(known("Doubled", "Each twice; the first answer counts")),
        OUT_OF_ORDER(known("Out of order", "Status callbacks overtake each other; SequenceNumber tells")),
        LATE(known("Late", "Status callbacks come after callbackLateMs")),
        LOST(known("Lost", "Status callbacks of the dialled legs never come; Dial actions do"));

        private final Words words;

        Callbacks(Words words) {
            this.words = words;
        }

        @Override
        public Words words() {
            return words;
        }
    }

    /** What becomes of the responses of the model (facts/openai-realtime-sip.md §13). Which of them, and how often, the switches beside it say. */
    public enum Model implements Fault {
        WORKS(known("Works", "It speaks when asked, and when the caller has finished")),
        FAILS(known(
                "Responses fail", "response.created, then response.done with status failed and the code modelCode")),
        ERROR(known("Error instead", "An error that names no event of ours comes in place of the response")),
        ERROR_NAMED(guess("Error instead, named", "The same, but the error names the event_id of our response.create")),
        INCOMPLETE(known("Incomplete", "The response ends incomplete before any of its audio")),
        SILENT(guess("Silent", "Nothing at all comes: no response.created and no error")),
        STUCK(guess("Stuck", "response.created comes, and then nothing more of it")),
        THROWN_OUT(
                guess(
                        "Thrown out",
                        "sidebandMs after each attach an error with modelCode comes, then close 1008; until then the model is silent. The"
                                + " agent's leg stays up and attach works, for nobody has published that the call ends with it"));

        private final Words words;

        Model(Words words) {
            this.words = words;
        }

        @Override
        public Words words() {
            return words;
        }
    }

    /** What the model does when a function has got its result (facts/openai-realtime-sip.md §13, observed). */
    public enum AfterResult implements Fault {
        WAITS(known("Waits", "For response.create")),
        SPEAKS_FIRST(known(
                "Speaks by itself", "It begins a response at once; our response.create is refused, for one is active"));

        private final Words words;

        AfterResult(Words words) {
            this.words = words;
        }

        @Override
        public Words words() {
            return words;
        }
    }

    /** How often a function call stands in its response (facts/openai-realtime-sip.md §13, observed). */
    public enum Reported implements Fault {
        ONCE(known("Once", "One item with its arguments")),
        TWICE_EMPTY_FIRST(known("Twice, empty first", "Two items with one call_id; the first has {} for arguments")),
        TWICE_EMPTY_LAST(known("Twice, empty last", "Two items with one call_id; the last has {} for arguments"));

        private final Words words;

        Reported(Words words) {
            this.words = words;
        }

        @Override
        public Words words() {
            return words;
        }
    }

    /** What becomes of the agent's leg when the target of a REFER has answered. */
    public enum AfterRefer implements Fault {
        LEG_ENDS(known("Leg ends", "The carrier ends the agent's leg")),
        LEG_STAYS(guess("Leg stays", "The agent's leg stays in-progress until /hangup ends it"));

        private final Words words;

        AfterRefer(Words words) {
            this.words = words;
        }

        @Override
        public Words words() {
            return words;
        }
    }

    /** What becomes of the next handshake when the sideband was lost as ordered. */
    public enum Reattach implements Fault {
        WORKS(known("Works", "At once")),
        LATER(guess("Later", "503 for sidebandAgainMs, then it works")),
        RESETS(guess("Reset", "The connection is closed without an answer for sidebandAgainMs, then it works")),
        GONE(guess("Gone", "404 call_id_not_found every time, although the agent's leg stays up"));

        private final Words words;

        Reattach(Words words) {
            this.words = words;
        }

        @Override
        public Words words() {
            return words;
        }
    }
}
