package dev.referee.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.call.CallFile;
import dev.referee.transfer.Dialling;
import dev.referee.transfer.LegStatus;
import dev.referee.transfer.Legs;
import dev.referee.transfer.Manner;
import dev.referee.transfer.Stop;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an older version has written down is read by this one, and what this one writes has all that the older needs. */
class OldStateTest {

    /** Written by the version that knew one number for each stop. */
    private static final String DIALLING = """
            {"call":{"stage":"IN_TRANSFER","agent":{"is":"Attached","dialId":"d1","callId":{"value":"rtc_1"}},"redials":0,
             "inquiries":0},"transfer":{"is":"Dialling","plan":{"id":{"value":"t-aaaaaaaaaaaaaaaaaaaaaaaaaa"},
             "target":"front-desk","requestedBy":"agent","reason":"r","summary":"s","stops":[
             {"target":"front-desk","number":{"uri":"tel:+61491570006"},"ring":"PT20S"},
             {"target":"sales","number":{"uri":"sip:desk@example.com"},"ring":"PT1.5S"}],"ending":"VOICEMAIL",
             "functionCallId":null},"through":"REFER","stop":1,"leg":"%s","until":"2026-11-22T08:00:22Z"}}""";

    @Test
    void a_transfer_that_dials_is_taken_up_as_one_leg_that_is_dialled_plainly() {
        for (LegStatus leg : LegStatus.values()) {
            CallFile file = CallFileJson.read(DIALLING.formatted(leg));

            Dialling dialling = (Dialling) file.transfer();
            assertThat(dialling.leg()).isEqualTo(leg);
            assertThat(dialling.legs().each()).containsExactly(leg);
            assertThat(dialling.plan().stops())
                    .allSatisfy(stop -> assertThat(stop.manner()).isEqualTo(Manner.PLAIN))
                    .allSatisfy(stop -> assertThat(stop.closed()).isFalse())
                    .allSatisfy(stop -> assertThat(stop.numbers()).hasSize(1));
            assertThat(CallFileJson.read(CallFileJson.write(file))).isEqualTo(file);
        }
    }

    @Test
    void an_older_version_finds_the_first_number_and_the_stops_status_where_it_looks() {
        CallFile file = CallFileJson.read(DIALLING.formatted("RINGING"));
        Dialling was = (Dialling) file.transfer();
        Stop group = new Stop(
                "sales",
                was.plan().stops().get(0).number(),
                was.plan().stops().get(0).ring(),
                List.of(was.plan().stops().get(1).number()),
                new Manner("Hello", true, "caller"),
                false);
        Dialling dialling = new Dialling(
                new dev.referee.transfer.Plan(
                        was.plan().id(),
                        "sales",
                        "agent",
                        "",
                        "",
                        List.of(group),
                        was.plan().ending(),
                        null),
                was.through(),
                0,
                LegStatus.ANSWERED,
                was.until(),
                new Legs(List.of(LegStatus.ENDED, LegStatus.ANSWERED), 1, 1, was.until()));
        CallFile now = new CallFile(file.call(), dialling);

        String json = CallFileJson.write(now);

        assertThat(json).contains("\"number\":{\"uri\":\"tel:+61491570006\"}", "\"leg\":\"ANSWERED\"");
        assertThat(CallFileJson.read(json)).isEqualTo(now);
    }
}
