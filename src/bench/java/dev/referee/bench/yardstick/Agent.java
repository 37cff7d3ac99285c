package dev.referee.bench.yardstick;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The conversation of one call, over its sideband. Every frame is parsed as a whole by Vert.x's {@link JsonObject}, which is
 * Jackson, as is usual; also the many that turn out to be of no interest.
 */
final class Agent {

    private static final long SPEECH_MS = 3_000;
    private static final long PING_MS = 5_000;

    private final Vertx vertx;
    private final Vendors vendors;
    private final Call call;
    private final String session;

    /** Ids of function calls that were taken. */
    private final Set<String> taken = new HashSet<>();

    /** Function calls that wait for the agent's sentence to be played. */
    private final List<JsonObject> waiting = new ArrayList<>();

    private @Nullable ClientWebSocket socket;
    private boolean over;
    private boolean responding;

    /** Instructions of the response to ask for when the present one is done. */
    private @Nullable String wanted;

    private String played = "";
    private long speechTimer = -1;
    private long pinger = -1;

    Agent(Vertx vertx, Vendors vendors, Call call, String session) {
        this.vertx = vertx;
        this.vendors = vendors;
        this.call = call;
        this.session = session;
    }

    String session() {
        return session;
    }

    boolean isOver() {
        return over;
    }

    /** This will be the sideband, if its handshake succeeds. */
    void listenTo(ClientWebSocket coming) {
        socket = coming;
        coming.textMessageHandler(this::heard);
        coming.closeHandler(closed -> vertx.cancelTimer(pinger));
        coming.exceptionHandler(cut -> {}); // that the caller has hung up is the carrier's to say
    }

    void attached(WebSocket open) {
        if (over) {
            open.close();
        } else {
            pinger = vertx.setPeriodic(PING_MS, timer -> open.writePing(Buffer.buffer()));
        }
    }

    private void heard(String text) {
        JsonObject frame;
        try {
            frame = new JsonObject(text);
        } catch (DecodeException broken) {
            return;
        }
        switch (frame.getString("type", "")) {
            case "session.created" -> speak(Frames.GREETING);
            case "response.created" -> responding = true;
            case "response.done" -> done(frame.getJsonObject("response"));
            case "output_audio_buffer.stopped", "output_audio_buffer.cleared" -> {
                played = frame.getString("response_id", "");
                runWaiting();
            }
            default -> {}
        }
    }

    /** Lets the model speak, at once or after what it is saying. */
    private void speak(String instructions) {
        if (responding) {
            wanted = instructions;
        } else {
            responding = true;
            send(Frames.responseCreate(instructions));
        }
    }

    private void done(JsonObject response) {
        responding = false;
        boolean spoke = false;
        if (response.getString("status", "").equals("completed")) {
            for (Object each : response.getJsonArray("output")) {
                JsonObject item = (JsonObject) each;
                spoke |= item.getString("type", "").equals("message");
                if (item.getString("type", "").equals("function_call") && taken.add(item.getString("call_id"))) {
                    waiting.add(item);
                }
            }
        }
        if (!waiting.isEmpty() && spoke && !played.equals(response.getString("id"))) {
            speechTimer = vertx.setTimer(SPEECH_MS, timer -> runWaiting());
        } else {
            runWaiting();
        }
        if (wanted != null && !responding) {
            String instructions = wanted;
            wanted = null;
            speak(instructions);
        }
    }

    private void runWaiting() {
        if (!waiting.isEmpty()) {
            vertx.cancelTimer(speechTimer);
            List<JsonObject> items = List.copyOf(waiting);
            waiting.clear();
            items.forEach(this::run);
        }
    }

    private void run(JsonObject function) {
        String id = function.getString("call_id");
        JsonObject arguments;
        try {
            arguments = new JsonObject(function.getString("arguments", ""));
        } catch (DecodeException broken) {
            result(id, error("the arguments are not a JSON object"));
            return;
        }
        switch (function.getString("name", "")) {
            case "order_status" -> orderStatus(id, arguments.getString("order_id", ""));
            case "transfer_call" -> transfer(id, arguments.getString("target", ""));
            case "end_call" -> {
                send(Frames.functionCallOutput(id, "{\"status\":\"ok\",\"message\":\"the call is being ended\"}"));
                vendors.hangup(session);
            }
            default -> result(id, error("there is no such tool"));
        }
    }

    private void orderStatus(String id, String order) {
        if (!order.matches("[A-Za-z0-9-]{1,40}")) {
            result(id, error("order_id is not the number of an order"));
            return;
        }
        vendors.order(order)
                .onSuccess(text -> result(id, text))
                .onFailure(failure -> result(id, "The shop does not answer right now."));
    }

    private void transfer(String id, String target) {
        List<String> numbers = Targets.NUMBERS.get(target);
        if (numbers == null) {
            result(id, error("there is no such target; choose one of " + Targets.NUMBERS.keySet()));
        } else if (!call.transfer(this, numbers, id)) {
            result(id, error("the caller is being transferred already"));
        }
    }

    /** The model gets what came of its function call, and speaks of it. */
    void result(String functionCallId, String output) {
        if (!over) {
            send(Frames.functionCallOutput(functionCallId, output));
            speak("");
        }
    }

    static String error(String message) {
        return new JsonObject().put("status", "error").put("message", message).encode();
    }

    private void send(String frame) {
        if (socket != null && !socket.isClosed()) {
            socket.writeTextMessage(frame);
        }
    }

    /** The call is over. */
    void end() {
        over = true;
        vertx.cancelTimer(pinger);
        vertx.cancelTimer(speechTimer);
        if (socket != null && !socket.isClosed()) {
            socket.close();
        }
    }
}
