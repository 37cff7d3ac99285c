package dev.referee.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Where mappers begin. Jackson keeps its buffers by thread, unless it is told otherwise; a virtual thread lives for one task,
 * so each would be made anew (measured: a third of all memory that whole calls took). These share them. Thread-safe.
 */
public final class Json {

    private Json() {}

    /** A mapper to be configured. */
    public static JsonMapper.Builder builder() {
        return JsonMapper.builder(JsonFactory.builder()
                .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                .build());
    }

    /** A mapper as it comes. */
    public static JsonMapper mapper() {
        return builder().build();
    }
}
