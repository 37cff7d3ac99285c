package dev.referee.bench.micro;

import java.util.Base64;
import java.util.Random;

/** Frames as the vendor sends them on a sideband, in their usual sizes. The same text each time. */
public final class SampleFrames {

    /** What the agent says, piece by piece; about 200 bytes. */
    public static final String TRANSCRIPT_DELTA = """
            {"type":"response.output_audio_transcript.delta","event_id":"event_CkR2mT7pQx0vLs9aYd3Ze","response_id":\
            "resp_CkR2lWq81JbN5hUoGt4Vf","item_id":"item_CkR2l6HcDw2yXn7EiBk9P","output_index":0,"content_index":0,\
            "delta":" connect"}""";

    /** What is left of the account's limits; about 400 bytes. */
    public static final String RATE_LIMITS = """
            {"type":"rate_limits.updated","event_id":"event_CkR2l0aVb4sT9mQj1Xf7K","rate_limits":[{"name":"requests",\
            "limit":20000,"remaining":19997,"reset_seconds":0.009},{"name":"tokens","limit":15000000,"remaining":14982764,\
            "reset_seconds":0.068},{"name":"input_tokens","limit":12000000,"remaining":11991027,"reset_seconds":0.044},\
            {"name":"output_tokens","limit":3000000,"remaining":2998861,"reset_seconds":0.022}]}""";

    /** A part of the conversation; about 600 bytes. */
    public static final String ITEM_ADDED = """
            {"type":"conversation.item.added","event_id":"event_CkR2nUe5Zr8oKp3tHb6Wy","previous_item_id":\
            "item_CkR2l6HcDw2yXn7EiBk9P","item":{"id":"item_CkR2nQv0MfJ4gSa8LuDc1","object":"realtime.item","type":"message",\
            "status":"completed","role":"user","content":[{"type":"input_audio","audio":null,"transcript":"Hello, I have \
            bought a lamp from you last week and it has arrived with a crack in its foot. I have tried the form on your \
            page twice now but it only tells me that my order cannot be found. Could I please speak with somebody at \
            the front desk about that?"}]}}""";

    /** 5 KB of sound in base64. */
    public static final String AUDIO_DELTA = """
            {"type":"response.output_audio.delta","event_id":"event_CkR2pAd9Ys6vRi2wNx5Tq","response_id":\
            "resp_CkR2lWq81JbN5hUoGt4Vf","item_id":"item_CkR2l6HcDw2yXn7EiBk9P","output_index":0,"content_index":0,"delta":"%s"}""".formatted(sound());

    /** The same, should the vendor ever write the type behind the sound. */
    public static final String AUDIO_DELTA_TYPE_LAST = """
            {"event_id":"event_CkR2pAd9Ys6vRi2wNx5Tq","response_id":"resp_CkR2lWq81JbN5hUoGt4Vf","item_id":\
            "item_CkR2l6HcDw2yXn7EiBk9P","output_index":0,"content_index":0,"delta":"%s","type":"response.output_audio.delta"}""".formatted(sound());

    /** A response that calls a function, which Referee acts on; about 1.5 KB. */
    public static final String RESPONSE_DONE = """
            {"type":"response.done","event_id":"event_CkR2qBe1Xt7uSj3xOy6Ur","response":{"object":"realtime.response",\
            "id":"resp_CkR2lWq81JbN5hUoGt4Vf","status":"completed","status_details":null,"output":[{"id":\
            "item_CkR2l6HcDw2yXn7EiBk9P","object":"realtime.item","type":"message","status":"completed","role":"assistant",\
            "content":[{"type":"output_audio","transcript":"I am sorry to hear that. I will connect you with our front \
            desk now, one moment please."}]},{"id":"item_CkR2qLm4VhK8nWf0RzGe3","object":"realtime.item","type":\
            "function_call","status":"completed","name":"transfer_call","call_id":"call_Jx7RtQ2bNv9sMd4K","arguments":\
            "{\\"target\\":\\"front-desk\\",\\"reason\\":\\"damaged lamp\\",\\"summary\\":\\"The lamp has a crack in its foot.\\"}"}],\
            "conversation_id":"conv_CkR2kSo3PgE7dCu5JaIq8","output_modalities":["audio"],"max_output_tokens":"inf",\
            "audio":{"output":{"format":{"type":"audio/pcmu"},"voice":"marin"}},"usage":{"total_tokens":1467,\
            "input_tokens":1289,"output_tokens":178,"input_token_details":{"text_tokens":1098,"audio_tokens":191,\
            "image_tokens":0,"cached_tokens":1024,"cached_tokens_details":{"text_tokens":960,"audio_tokens":64,\
            "image_tokens":0}},"output_token_details":{"text_tokens":61,"audio_tokens":117}},"metadata":null}}""";

    private SampleFrames() {}

    /** The frame of this name, as the parameters of the benchmarks have it. */
    public static String named(String name) {
        return switch (name) {
            case "transcript-delta" -> TRANSCRIPT_DELTA;
            case "rate-limits" -> RATE_LIMITS;
            case "item-added" -> ITEM_ADDED;
            case "audio-delta" -> AUDIO_DELTA;
            case "audio-delta-type-last" -> AUDIO_DELTA_TYPE_LAST;
            default -> throw new IllegalArgumentException("no such sample: " + name);
        };
    }

    private static String sound() {
        byte[] bytes = new byte[3840];
        new Random(6).nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
