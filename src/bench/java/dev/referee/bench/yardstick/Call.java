package dev.referee.bench.yardstick;

import io.vertx.core.Vertx;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call and its transfer: /refer first; without proof of it in time, the carrier's REST API. */
final class Call {

    private enum Transfer {
        NONE,
        REFERRING,
        REDIRECTING,
        DIALLING
    }

    private final Vertx vertx;
    private final Vendors vendors;
    private final Documents documents;
    private final long evidenceTimeoutMs;
    private final long startedNanos = System.nanoTime();
    private final String sid;

    private @Nullable Agent agent;
    private String agentLeg = "-";
    private String targetLeg = "-";
    private Transfer transfer = Transfer.NONE;
    private boolean referred;
    private List<String> numbers = List.of();
    private String functionCallId = "";

    /** Of the session's announcement, then of the proof of a REFER. */
    private long timer = -1;

    private boolean over;

    /** What the webhook must show to belong to this call. */
    final String token;

    Call(Vertx vertx, Vendors vendors, Documents documents, Options options, String sid, String token) {
        this.vertx = vertx;
        this.vendors = vendors;
        this.documents = documents;
        this.evidenceTimeoutMs = options.evidenceTimeoutMs();
        this.sid = sid;
        this.token = token;
    }

    String sid() {
        return sid;
    }

    @Nullable
    String session() {
        return agent == null ? null : agent.session();
    }

    /** Does this unless OpenAI announces the session in time: the carrier may have lost our answer, and says no more. */
    void unlessAnnounced(long ms, Runnable then) {
        timer = vertx.setTimer(ms, late -> then.run());
    }

    /** OpenAI has announced the session: it is accepted, and listened to. */
    void announced(String session) {
        vertx.cancelTimer(timer);
        Agent coming = new Agent(vertx, vendors, this, session);
        agent = coming;
        vendors.accept(session).onSuccess(accepted -> {
            if (over) {
                vendors.hangup(session);
            } else {
                vendors.attach(coming);
            }
        });
    }

    // ---- the transfer

    /** Moves the caller to the first of these numbers; false if he is being moved already. */
    boolean transfer(Agent by, List<String> to, String functionCall) {
        if (transfer != Transfer.NONE) {
            return false;
        }
        transfer = Transfer.REFERRING;
        referred = false;
        numbers = to;
        functionCallId = functionCall;
        vendors.refer(by.session(), to.get(0))
                .onSuccess(accepted -> {
                    if (transfer == Transfer.REFERRING && !over) {
                        timer = vertx.setTimer(evidenceTimeoutMs, silent -> redirect());
                    }
                })
                .onFailure(refused -> redirect());
        return true;
    }

    private void redirect() {
        if (transfer == Transfer.REFERRING && !over) {
            transfer = Transfer.REDIRECTING;
            vendors.redirect(sid, documents.url("/twiml/transfer")).onFailure(refused -> {
                if (transfer == Transfer.REDIRECTING) {
                    notTransferred();
                }
            });
        }
    }

    private void notTransferred() {
        transfer = Transfer.NONE;
        if (agent != null) {
            agent.result(functionCallId, Agent.error("nobody could be reached; tell the caller and offer to help"));
        }
    }

    // ---- what the carrier asks

    /** {@code referUrl}: a REFER is on the wire; the carrier may say so twice. After the fallback it must ring nobody. */
    String referArrived() {
        if (transfer == Transfer.REFERRING) {
            vertx.cancelTimer(timer);
            referred = true;
            return dial(0);
        }
        return transfer == Transfer.DIALLING && referred ? dial(0) : documents.waiting();
    }

    /** The redirect took; the carrier may ask twice. */
    String redirectFetched() {
        return transfer == Transfer.REDIRECTING || (transfer == Transfer.DIALLING && !referred)
                ? dial(0)
                : documents.waiting();
    }

    private String dial(int stop) {
        transfer = Transfer.DIALLING;
        return documents.dialTarget(numbers.get(stop), stop);
    }

    /** The Dial of the agent's leg is over, which is so, too, when a redirect has ended it. */
    String agentEnded(boolean connected) {
        return switch (transfer) {
            case REDIRECTING, DIALLING -> documents.waiting();
            case REFERRING -> {
                vertx.cancelTimer(timer);
                yield dial(0);
            }
            case NONE -> connected ? Documents.HANGUP : Documents.APOLOGY;
        };
    }

    /** Nobody has answered at one of the target's numbers. */
    String notAnswered(int stop) {
        if (stop + 1 < numbers.size()) {
            return dial(stop + 1);
        }
        notTransferred();
        return referred ? Documents.EMPTY : Documents.APOLOGY; // after a REFER the agent has the caller back
    }

    /** Whether a wait document should be given again. */
    boolean isMoving() {
        return transfer != Transfer.NONE;
    }

    /** News of the leg to the agent or to a human. */
    void leg(boolean ofAgent, String status) {
        if (ofAgent) {
            agentLeg = status;
        } else {
            targetLeg = status;
        }
    }

    /** The caller's leg is over. */
    void end(String how) {
        over = true;
        vertx.cancelTimer(timer);
        if (agent != null) {
            agent.end();
        }
        long ms = (System.nanoTime() - startedNanos) / 1_000_000;
        System.out.println(
                "call " + sid + " " + how + " after " + ms + " ms, agent " + agentLeg + ", target " + targetLeg);
    }
}
