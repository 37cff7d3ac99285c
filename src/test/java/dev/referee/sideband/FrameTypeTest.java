package dev.referee.sideband;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FrameTypeTest {

    static Stream<Arguments> frames() {
        return Stream.of(
                found("response.done", "{'type':'response.done'}"),
                found("response.done", " \n\t{ 'type' \r\n : \t'response.done' , 'x':1}"),
                found("a", "{'event_id':'e','type':'a','delta':'x'}"),
                found("a", "{'response':{'type':'nested'},'type':'a'}"),
                found("a", "{'items':[{'type':'nested'},[{'type':'deep'}],'type'],'type':'a'}"),
                found("a", "{'a':{},'b':[],'c':null,'d':true,'e':-1.5e3,'type':'a'}"),
                found("a", "{'text':'\\'type\\':\\'quoted\\',{','type':'a'}"),
                found("a", "{'text':'ends with a backslash \\\\','type':'a'}"),
                found("a.b", "{'\\u0074ype':'a\\u002eb'}"),
                found("grüß\uD83D\uDC4B", "{'type':'grüß\uD83D\uDC4B'}"),
                found("", "{'type':''}"),
                found("first", "{'type':'first','type':'second'}"),
                found("a", "{'types':'b','Type':'c','type ':'d','type':'a'}"),
                found("cut", "{'type':'cut','delta':'aaa"),
                found(null, ""),
                found(null, "   "),
                found(null, "{}"),
                found(null, "null"),
                found(null, "'type'"),
                found(null, "[{'type':'a'}]"),
                found(null, "{'response':{'type':'nested only'}}"),
                found(null, "{'type':null}"),
                found(null, "{'type':7,'x':{'type':'a'}}"),
                found(null, "{'type':{'type':'a'}}"),
                found(null, "{'type'"),
                found(null, "{'type':'unfinished"),
                found(null, "{'type' 'a'}"),
                found(null, "{type:'a'}"),
                found(null, "{'x':nope,'type':'a'}"),
                found(null, "{'x':[1,2},'type':'a'}"),
                found(null, "{'x':'\\q','type':'a'}"),
                found(null, "not json at all"),
                found(null, "{'x':" + "[".repeat(100_000)));
    }

    /** Frames are written with ' for ", which no case needs for itself. */
    private static Arguments found(@Nullable String type, String frame) {
        return Arguments.of(type, frame.replace('\'', '"'));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void the_top_level_type_is_found_or_nothing(@Nullable String type, String frame) {
        assertThat(FrameType.of(frame)).isEqualTo(type);
    }

    @Test
    void a_long_value_before_the_type_is_skipped() {
        String frame = "{\"delta\":\"" + "A\\n".repeat(300_000) + "\",\"type\":\"late\"}";

        assertThat(FrameType.of(frame)).isEqualTo("late");
    }
}
