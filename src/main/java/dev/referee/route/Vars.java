package dev.referee.route;

import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.transfer.TransferId;
import org.apache.camel.Exchange;

/** Names of the exchange variables that our routes use. Our data rides here, never in headers, which leak. */
public final class Vars {

    /** {@link CallKey}: the call. */
    public static final String CALL_KEY = "callKey";

    /** {@link CallId}: OpenAI's session. */
    public static final String CALL_ID = "callId";

    /** {@link TransferId}: the transfer. */
    public static final String TRANSFER_ID = "transferId";

    /** {@link dev.referee.transfer.Mechanism}: what is being tried. */
    public static final String MECHANISM = "mechanism";

    /** {@link dev.referee.transfer.RequestResult}: how the latest request to a vendor or carrier ended. */
    public static final String RESULT = "result";

    /** {@link dev.referee.twilio.CallbackForm}: the carrier's request, its signature checked. */
    public static final String FORM = "form";

    /** {@code String}: the id of a stored webhook. */
    public static final String WEBHOOK_ID = "webhookId";

    /** {@link dev.referee.ledger.Inbox.Receipt}: of the webhook that was stored. */
    public static final String RECEIPT = "receipt";

    /** {@code String}: the tool that the model called. */
    public static final String TOOL = "tool";

    /** {@link dev.referee.tool.FunctionCall}: the function call itself. */
    public static final String FUNCTION_CALL = "functionCall";

    /** {@link dev.referee.call.WrapUp.Step}: what the agent is told of the end of the call. */
    public static final String STEP = "step";

    private Vars() {}

    static CallKey callKey(Exchange exchange) {
        return required(exchange, CALL_KEY, CallKey.class);
    }

    static CallId callId(Exchange exchange) {
        return required(exchange, CALL_ID, CallId.class);
    }

    static TransferId transferId(Exchange exchange) {
        return required(exchange, TRANSFER_ID, TransferId.class);
    }

    static <T> T required(Exchange exchange, String name, Class<T> type) {
        T value = exchange.getVariable(name, type);
        if (value == null) {
            throw new IllegalStateException("route " + exchange.getFromRouteId() + " lacks the variable " + name);
        }
        return value;
    }
}
