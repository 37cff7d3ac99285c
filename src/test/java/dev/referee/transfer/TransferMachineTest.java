package dev.referee.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Every state and every event, against tables that were written by hand from contract §5. A cell reads
 * {@code next-state answer +command…}; {@code .} changes nothing, {@code wait} only hands out the wait document,
 * {@code =} keeps the state.
 */
class TransferMachineTest {

    private static final Duration EARLY = Duration.ofSeconds(1);
    private static final Duration LATE = Duration.ofMinutes(1);

    private static final String BEFORE_LANDING = """
            event             | pending                             | referring                                             | vendor-said                                           | redirect-owed                       | redirect-sent                           | release-owed                         | release-sent
            refer-begun       | Referring +refer                    | .                                                     | .                                                     | .                                   | .                                       | .                                    | .
            refer-skipped     | Redirecting                         | .                                                     | .                                                     | .                                   | .                                       | .                                    | .
            refer-accepted    | .                                   | Referring                                             | .                                                     | .                                   | .                                       | .                                    | .
            refer-unknown     | .                                   | .                                                     | .                                                     | .                                   | .                                       | .                                    | .
            refer-refused refer-not-sent            | .             | Redirecting +refer:refused                            | Redirecting +refer:refused                            | .                                   | .                                       | .                                    | .
            refer-over                              | .             | Referring +AskCarrier                                 | Referring +AskCarrier                                 | .                                   | .                                       | .                                    | .
            refer-arrived     | wait                                | Dialling dial-0 +refer:confirmed                      | Dialling dial-0 +refer:confirmed                      | wait                                | wait                                    | wait                                 | wait
            vendor-weak       | .                                   | .                                                     | .                                                     | .                                   | .                                       | .                                    | .
            vendor-on-wire vendor-bridged | .                       | Referring +Hold                                       | .                                                     | .                                   | .                                       | .                                    | .
            vendor-refused    | .                                   | Redirecting +refer:refused                            | Redirecting +refer:refused                            | .                                   | .                                       | .                                    | .
            redirect-begun    | .                                   | .                                                     | .                                                     | Redirecting +redirect               | .                                       | .                                    | .
            redirect-accepted redirect-unknown | .                  | .                                                     | .                                                     | .                                   | Redirecting                             | .                                    | .
            redirect-refused redirect-not-sent | .                  | .                                                     | .                                                     | .                                   | Releasing +redirect:refused             | .                                    | .
            redirect-over     | .                                   | .                                                     | .                                                     | .                                   | Releasing +redirect:refused             | Releasing                            | Releasing
            redirect-fetched  | wait                                | wait                                                  | wait                                                  | Dialling dial-0 +redirect:confirmed | Dialling dial-0 +redirect:confirmed     | Dialling dial-0 +redirect:confirmed  | Dialling dial-0 +redirect:confirmed +release:skipped
            release-begun     | .                                   | .                                                     | .                                                     | .                                   | .                                       | Releasing +release                   | .
            release-accepted release-unknown release-refused release-not-sent release-over | . | .                          | .                                                     | .                                   | .                                       | .                                    | .
            agent-dial-ended  | Dialling dial-0 +release:confirmed  | Dialling dial-0 +refer:refused +release:confirmed     | Dialling dial-0 +refer:refused +release:confirmed     | Dialling dial-0 +release:confirmed  | wait                                    | Dialling dial-0 +release:confirmed   | Dialling dial-0 +release:confirmed
            caller-parked     | Dialling dial-0 +release:confirmed  | Dialling dial-0 +refer:refused +release:confirmed     | Dialling dial-0 +refer:refused +release:confirmed     | Dialling dial-0 +release:confirmed  | wait                                    | Dialling dial-0 +release:confirmed   | Dialling dial-0 +release:confirmed
            leg-none-0 leg-initiated-0 leg-ringing-0 leg-answered-0 leg-ended-0 leg-over-soon-0 leg-over-late-0 | . | .                                     | .                                                     | .                                   | .                                       | .                                    | .
            leg-none-1 leg-initiated-1 leg-ringing-1 leg-answered-1 leg-ended-1 leg-over-soon-1 leg-over-late-1 | . | .                                     | .                                                     | .                                   | .                                       | .                                    | .
            target-0-bridged-up target-0-unbridged-up target-0-unsaid-up | wait | wait                                      | wait                                                  | wait                                | wait                                    | wait                                 | wait
            target-0-bridged-gone target-0-unbridged-gone target-0-unsaid-gone | wait | wait                                | wait                                                  | wait                                | wait                                    | wait                                 | wait
            target-1-bridged-up target-1-unbridged-up target-1-unsaid-up | wait | wait                                      | wait                                                  | wait                                | wait                                    | wait                                 | wait
            target-1-bridged-gone target-1-unbridged-gone target-1-unsaid-gone | wait | wait                                | wait                                                  | wait                                | wait                                    | wait                                 | wait
            agent-back        | .                                   | .                                                     | .                                                     | .                                   | .                                       | .                                    | .
            caller-left       | Concluded/abandoned                 | Concluded/abandoned +refer:abandoned                  | Concluded/abandoned +refer:abandoned                  | Concluded/abandoned                 | Concluded/abandoned +redirect:abandoned | Concluded/abandoned                  | Concluded/abandoned +release:abandoned
            deadline          | .                                   | .                                                     | .                                                     | .                                   | .                                       | .                                    | .
            """;

    /** The same one minute later, with the agent still up and with the agent gone. */
    private static final String DEADLINES_BEFORE_LANDING = """
            agent | pending | referring                 | vendor-said               | redirect-owed | redirect-sent              | release-owed | release-sent                                   | release-asked                                  | owed-over | sent-over
            up    | .       | Redirecting +refer:silent | Redirecting +refer:silent | .             | Releasing +redirect:silent | .            | Concluded/returned +release:silent +TellAgent  | Concluded/returned +release:silent +TellAgent  | .         | Concluded/abandoned +release:abandoned
            gone  | .       | Redirecting +refer:silent | Redirecting +refer:silent | .             | Releasing +redirect:silent | .            | Releasing +AskCarrier                          | Concluded/failed +release:silent               | .         | Concluded/abandoned +release:abandoned
            """;

    /** What differs once the carrier has said that the caller's leg is over; all else is as without. */
    private static final String CARRIER_SAID_OVER = """
            event         | owed-over           | sent-over
            redirect-over | .                   | .
            release-over  | Concluded/abandoned | Concluded/abandoned +release:abandoned
            """;

    /** The first of two stops, the caller landed through a mechanism that none of these events belong to. */
    private static final String DIALLING = """
            event                   | none                      | initiated                 | ringing                   | answered                  | ended
            refer-begun refer-skipped refer-accepted refer-unknown refer-refused refer-not-sent refer-over | . | . | .       | .                         | .
            vendor-weak vendor-on-wire vendor-bridged vendor-refused | . | .                   | .                         | .                         | .
            redirect-begun redirect-accepted redirect-unknown redirect-refused redirect-not-sent redirect-over | . | . | .   | .                         | .
            release-begun release-accepted release-unknown release-refused release-not-sent release-over | . | . | .         | .                         | .
            refer-arrived redirect-fetched agent-dial-ended | wait | wait                      | wait                      | wait                      | wait
            leg-none-0              | .                         | .                         | .                         | .                         | .
            leg-initiated-0         | Dialling                  | .                         | .                         | .                         | .
            leg-ringing-0           | Dialling                  | Dialling                  | .                         | .                         | .
            leg-answered-0          | Dialling                  | Dialling                  | Dialling                  | .                         | .
            leg-ended-0 leg-over-soon-0 | Dialling              | Dialling                  | Dialling                  | Dialling                  | .
            leg-over-late-0         | Concluded/bridged         | Concluded/bridged         | Concluded/bridged         | Concluded/bridged         | Concluded/bridged
            leg-none-1 leg-initiated-1 leg-ringing-1 leg-answered-1 leg-ended-1 leg-over-soon-1 leg-over-late-1 | . | .        | .                         | .                         | .
            target-0-bridged-up     | Concluded/bridged hangup  | Concluded/bridged hangup  | Concluded/bridged hangup  | Concluded/bridged hangup  | Concluded/bridged hangup
            target-0-bridged-gone   | Concluded/bridged empty   | Concluded/bridged empty   | Concluded/bridged empty   | Concluded/bridged empty   | Concluded/bridged empty
            target-0-unbridged-up   | Dialling dial-1           | Dialling dial-1           | Dialling dial-1           | Dialling dial-1           | Dialling dial-1
            target-0-unbridged-gone | Concluded/abandoned empty | Concluded/abandoned empty | Concluded/abandoned empty | Concluded/abandoned empty | Concluded/abandoned empty
            target-0-unsaid-up      | Dialling dial-1           | Dialling dial-1           | Dialling dial-1           | Dialling dial-1           | Dialling dial-1
            target-0-unsaid-gone    | Concluded/abandoned empty | Concluded/abandoned empty | Concluded/abandoned empty | Concluded/abandoned empty | Concluded/abandoned empty
            target-1-bridged-up target-1-unbridged-up target-1-unsaid-up | wait | wait         | wait                      | wait                      | wait
            target-1-bridged-gone target-1-unbridged-gone target-1-unsaid-gone | wait | wait   | wait                      | wait                      | wait
            caller-parked           | = dial-0                  | wait                      | wait                      | wait                      | Dialling dial-1
            agent-back              | .                         | .                         | .                         | .                         | .
            caller-left             | Concluded/abandoned       | Concluded/abandoned       | Concluded/abandoned       | Concluded/abandoned       | Concluded/abandoned
            deadline                | .                         | .                         | .                         | .                         | .
            """;

    /** What differs one minute later: the ring time is over, and an answered leg has held. */
    private static final String DIALLING_LATE = """
            event                | none                | initiated           | ringing             | answered                 | ended
            leg-ended-0 leg-over-soon-0 | Dialling     | Dialling            | Dialling            | Concluded/bridged        | .
            target-0-unsaid-up   | Dialling dial-1     | Dialling dial-1     | Dialling dial-1     | Concluded/bridged hangup | Dialling dial-1
            target-0-unsaid-gone | Concluded/abandoned empty | Concluded/abandoned empty | Concluded/abandoned empty | Concluded/bridged empty | Concluded/abandoned empty
            caller-parked        | = dial-0            | Dialling dial-1     | Dialling dial-1     | wait                     | Dialling dial-1
            caller-left          | Concluded/abandoned | Concluded/abandoned | Concluded/abandoned | Concluded/bridged        | Concluded/abandoned
            deadline             | Dialling +AskCarrier | Dialling +AskCarrier | Dialling +AskCarrier | Concluded/bridged       | Dialling +AskCarrier
            """;

    /** The winner's own request, repeated: the document again until its leg is known. */
    private static final String ASKED_AGAIN = """
            through  | none     | initiated | ringing | answered | ended
            REFER    | = dial-0 | wait      | wait    | wait     | wait
            REDIRECT | = dial-0 | wait      | wait    | wait     | wait
            RELEASE  | = dial-0 | wait      | wait    | wait     | wait
            """;

    /** Nobody answered at the last stop: by the ending, the winner, and whether the agent is still up. */
    private static final String NOBODY_ANSWERED = """
            plan            | REFER up                           | REFER gone                    | REDIRECT up                   | REDIRECT gone                 | RELEASE up                    | RELEASE gone
            agent-RETURN     | Concluded/returned empty +TellAgent | Returning agent               | Returning agent               | Returning agent               | Returning agent               | Returning agent
            agent-VOICEMAIL  | Concluded/voicemail voicemail      | Concluded/voicemail voicemail | Concluded/voicemail voicemail | Concluded/voicemail voicemail | Concluded/voicemail voicemail | Concluded/voicemail voicemail
            agent-HANG_UP    | Concluded/abandoned sorry          | Concluded/abandoned sorry     | Concluded/abandoned sorry     | Concluded/abandoned sorry     | Concluded/abandoned sorry     | Concluded/abandoned sorry
            rescue-RETURN    | Concluded/failed sorry             | Concluded/failed sorry        | Concluded/failed sorry        | Concluded/failed sorry        | Concluded/failed sorry        | Concluded/failed sorry
            rescue-VOICEMAIL | Concluded/voicemail voicemail      | Concluded/voicemail voicemail | Concluded/voicemail voicemail | Concluded/voicemail voicemail | Concluded/voicemail voicemail | Concluded/voicemail voicemail
            rescue-HANG_UP   | Concluded/abandoned sorry          | Concluded/abandoned sorry     | Concluded/abandoned sorry     | Concluded/abandoned sorry     | Concluded/abandoned sorry     | Concluded/abandoned sorry
            """;

    private static final String AFTERWARDS = """
            event                 | returning                     | bridged                  | voicemail   | returned | abandoned | failed
            refer-begun refer-skipped refer-accepted refer-unknown refer-refused refer-not-sent refer-over | . | . | . | . | . | .
            vendor-weak vendor-on-wire vendor-bridged vendor-refused | . | . | . | . | . | .
            redirect-begun redirect-accepted redirect-unknown redirect-refused redirect-not-sent redirect-over | . | . | . | . | . | .
            release-begun release-accepted release-unknown release-refused release-not-sent release-over | . | . | . | . | . | .
            refer-arrived redirect-fetched | wait   | wait                     | wait        | wait     | wait      | wait
            caller-parked         | wait | wait | = voicemail | wait | wait | wait
            agent-dial-ended      | Concluded/failed sorry        | wait                     | wait        | wait     | wait      | wait
            leg-none-0 leg-initiated-0 leg-ringing-0 leg-answered-0 leg-ended-0 leg-over-soon-0 leg-over-late-0 | . | . | . | . | . | .
            leg-none-1 leg-initiated-1 leg-ringing-1 leg-answered-1 leg-ended-1 leg-over-soon-1 leg-over-late-1 | . | . | . | . | . | .
            target-0-bridged-up target-0-unbridged-up target-0-unsaid-up target-0-bridged-gone target-0-unbridged-gone target-0-unsaid-gone | wait | wait | wait | wait | wait | wait
            target-1-bridged-up target-1-unbridged-up target-1-unsaid-up | wait | = hangup | = voicemail | wait | wait | wait
            target-1-bridged-gone target-1-unbridged-gone target-1-unsaid-gone | wait | = empty | wait | wait | wait | wait
            agent-back            | Concluded/returned +TellAgent | .                        | .           | .        | .         | .
            caller-left           | Concluded/abandoned           | .                        | .           | .        | .         | .
            deadline              | .                             | .                        | .           | .        | .         | .
            """;

    private static final Plan PLAN = Samples.plan(Ending.RETURN);

    @Test
    void every_event_before_a_mechanism_has_won() {
        Map<String, TransferState> states = Everything.beforeLanding(PLAN);

        check(BEFORE_LANDING, states, Everything.events(), EARLY, true);
        check(BEFORE_LANDING, states, Everything.events(), EARLY, false);
    }

    @Test
    void a_call_that_is_over_at_the_carrier_only_turns_silence_into_a_caller_who_left() {
        Map<String, Map<String, String>> differences = Cells.read(CARRIER_SAID_OVER);
        Map<String, Map<String, String>> usual = Cells.read(BEFORE_LANDING);
        Map<String, TransferState> states = Everything.beforeLanding(PLAN);

        List<String> wrong = new ArrayList<>();
        Everything.events().forEach((name, event) -> {
            Map<String, String> row = differences.getOrDefault(
                    name,
                    Map.of(
                            "owed-over", usual.get(name).get("release-owed"),
                            "sent-over", usual.get(name).get("release-sent")));
            row.forEach((column, expected) ->
                    compare(name, column, expected, states.get(column), event, EARLY, true, wrong));
        });

        assertThat(wrong).isEmpty();
    }

    @Test
    void every_deadline_before_a_mechanism_has_won() {
        Map<String, TransferState> states = Everything.beforeLanding(PLAN);
        TransferEvent deadline = new TransferEvent.DeadlinePassed();

        check(DEADLINES_BEFORE_LANDING, "up", states, deadline, LATE, true);
        check(DEADLINES_BEFORE_LANDING, "gone", states, deadline, LATE, false);
    }

    @Test
    void every_event_while_the_first_of_two_numbers_is_dialled() {
        for (Mechanism through : Mechanism.values()) {
            Map<String, TransferEvent> events = Everything.events();
            events.remove(requestOf(through));

            check(DIALLING, Everything.dialling(PLAN, through, 0), events, EARLY, true);
        }
    }

    @Test
    void what_is_different_when_the_ring_time_or_the_hold_is_over() {
        Map<String, TransferEvent> events = Everything.events();
        Set<String> rows = Cells.read(DIALLING_LATE).keySet();
        events.keySet().retainAll(rows);

        for (Mechanism through : Mechanism.values()) {
            check(DIALLING_LATE, Everything.dialling(PLAN, through, 0), events, LATE, true);
        }
    }

    @Test
    void the_winner_that_asks_again_gets_its_document_again_until_its_leg_is_known() {
        for (Mechanism through : Mechanism.values()) {
            TransferEvent again = Everything.events().get(requestOf(through));

            check(ASKED_AGAIN, through.name(), Everything.dialling(PLAN, through, 0), again, EARLY, true);
        }
    }

    @Test
    void nobody_answered_at_the_last_number() {
        Map<String, Map<String, String>> cells = Cells.read(NOBODY_ANSWERED);
        List<String> wrong = new ArrayList<>();

        cells.forEach((row, columns) -> columns.forEach((column, expected) -> {
            Plan plan = Samples.plan(1, row.split("-")[0], 2, Ending.valueOf(row.split("-")[1]));
            Mechanism through = Mechanism.valueOf(column.split(" ")[0]);
            boolean agentUp = column.endsWith("up");
            Map<String, TransferState> legs = Everything.dialling(plan, through, 1);
            TransferEvent busy = new TransferEvent.TargetDialEnded(1, "busy", false, true);
            legs.forEach(
                    (leg, state) -> compare(row, column + " " + leg, expected, state, busy, EARLY, agentUp, wrong));
            TransferEvent parked = new TransferEvent.CallerParked();
            compare(row, column + " parked", expected, legs.get("ended"), parked, EARLY, agentUp, wrong);
        }));

        assertThat(wrong).isEmpty();
    }

    @Test
    void the_end_of_an_earlier_number_repeats_the_document_of_the_present_one_until_its_leg_is_known() {
        TransferEvent earlier = new TransferEvent.TargetDialEnded(0, "busy", false, true);

        for (Mechanism through : Mechanism.values()) {
            Everything.dialling(PLAN, through, 1).forEach((leg, state) -> {
                Decision<TransferState> decision = earlier.at(state, Samples.at(EARLY, true));

                assertThat(Cells.shortHand(state, decision)).isEqualTo(leg.equals("none") ? "= dial-1" : "wait");
            });
        }
    }

    /** Two numbers ring at once, and the human has the caller as soon as he answers. */
    private static final String GROUP = """
            event                    | none                     | ringing                  | one-ended                | answered                 | ended
            none-0 none-1 none-all   | .                        | .                        | .                        | .                        | .
            initiated-0 seen-initiated-0              | Dialling                 | .                        | .                        | .                        | .
            initiated-1 seen-initiated-1 initiated-all| Dialling                 | .                        | .                        | .                        | .
            ringing-0 seen-ringing-0                | Dialling                 | .                        | .                        | .                        | .
            ringing-1 seen-ringing-1 ringing-all    | Dialling                 | .                        | .                        | .                        | .
            answered-0 seen-answered-0               | Dialling                 | Dialling                 | .                        | Dialling                 | .
            answered-1 seen-answered-1               | Dialling                 | Dialling                 | Dialling                 | .                        | .
            answered-all             | Dialling                 | Dialling                 | Dialling                 | Dialling                 | .
            ended-0 over-soon-0      | Dialling                 | Dialling                 | .                        | Dialling                 | .
            ended-1 ended-all over-soon-1 | Dialling                 | Dialling                 | Dialling                 | Dialling                 | .
            over-late-0 over-late-1  | Concluded/bridged        | Concluded/bridged        | Concluded/bridged        | Concluded/bridged        | Concluded/bridged
            asks-0 asks-1 asks-elsewhere heard-0 heard-1 | = hangup | = hangup             | = hangup                 | = hangup                 | = hangup
            presses-1-0 presses-1-1 presses-1-elsewhere presses-2-0 presses-2-1 | = hangup | = hangup | = hangup        | = hangup                 | = hangup
            bridged-1                | Concluded/bridged hangup | Concluded/bridged hangup | Concluded/bridged hangup | Concluded/bridged hangup | Concluded/bridged hangup
            unbridged unsaid         | Dialling dial-1          | Dialling dial-1          | Dialling dial-1          | Dialling dial-1          | Dialling dial-1
            parked                   | = dial-0                 | wait                     | wait                     | wait                     | Dialling dial-1
            left                     | Concluded/abandoned      | Concluded/abandoned      | Concluded/abandoned      | Concluded/abandoned      | Concluded/abandoned
            deadline                 | .                        | .                        | .                        | .                        | .
            """;

    /** The same, where whoever answers must press 1: the second leg is answered, then accepted. */
    private static final String PRESS_1 = """
            event                    | none                     | ringing                  | one-ended                | answered                 | accepted                 | ended
            none-0 none-1 none-all   | .                        | .                        | .                        | .                        | .                        | .
            initiated-0 seen-initiated-0 initiated-1 seen-initiated-1 initiated-all | Dialling    | .                        | .                        | .                        | .                        | .
            ringing-0 seen-ringing-0 ringing-1 seen-ringing-1 ringing-all | Dialling          | .                        | .                        | .                        | .                        | .
            answered-0 seen-answered-0               | Dialling                 | Dialling                 | .                        | Dialling                 | Dialling                 | .
            answered-1 seen-answered-1               | Dialling                 | Dialling                 | Dialling                 | .                        | .                        | .
            answered-all             | Dialling                 | Dialling                 | Dialling                 | Dialling                 | Dialling                 | .
            ended-0 over-soon-0 over-late-0 | Dialling                 | Dialling                 | .                        | Dialling                 | Dialling                 | .
            ended-1 ended-all over-soon-1 over-late-1 | Dialling                 | Dialling                 | Dialling                 | Dialling                 | Dialling                 | .
            asks-0                   | Dialling whisper         | Dialling whisper         | = hangup                 | Dialling whisper         | = hangup                 | = hangup
            asks-1                   | Dialling whisper         | Dialling whisper         | Dialling whisper         | = whisper                | = whisper                | = hangup
            asks-elsewhere presses-1-elsewhere | = hangup       | = hangup                 | = hangup                 | = hangup                 | = hangup                 | = hangup
            heard-0 heard-1 presses-2-0 presses-2-1 | = hangup  | = hangup                 | = hangup                 | = hangup                 | = hangup                 | = hangup
            presses-1-0              | Dialling join            | Dialling join            | = hangup                 | Dialling join            | = hangup                 | = hangup
            presses-1-1              | Dialling join            | Dialling join            | Dialling join            | Dialling join            | = join                   | = hangup
            bridged-1                | Concluded/bridged hangup | Concluded/bridged hangup | Concluded/bridged hangup | Concluded/bridged hangup | Concluded/bridged hangup | Concluded/bridged hangup
            unbridged unsaid         | Dialling dial-1          | Dialling dial-1          | Dialling dial-1          | Dialling dial-1          | Dialling dial-1          | Dialling dial-1
            parked                   | = dial-0                 | wait                     | wait                     | wait                     | wait                     | Dialling dial-1
            left                     | Concluded/abandoned      | Concluded/abandoned      | Concluded/abandoned      | Concluded/abandoned      | Concluded/abandoned      | Concluded/abandoned
            deadline                 | .                        | .                        | .                        | .                        | .                        | .
            """;

    /** A minute later the hold is over: only a leg that was accepted, and that the carrier still shows, has held. */
    private static final String PRESS_1_LATE = """
            event         | answered             | accepted             | ended
            ended-1 ended-all | Dialling         | Dialling             | .
            answered-1    | .                    | .                    | .
            seen-answered-0 | Dialling           | Dialling             | .
            seen-answered-1 | .                  | Concluded/bridged    | .
            seen-ringing-1 | .                   | .                    | .
            unbridged unsaid | Dialling dial-1   | Dialling dial-1      | Dialling dial-1
            left          | Concluded/abandoned  | Concluded/abandoned  | Concluded/abandoned
            parked        | wait                 | wait                 | Dialling dial-1
            deadline      | Dialling +AskCarrier | Dialling +AskCarrier | Dialling +AskCarrier
            asks-1        | = whisper            | = whisper            | = hangup
            presses-1-1   | Dialling join        | = join               | = hangup
            """;

    /** Only he who has the caller is told so once more. */
    private static final String SCREENED_AFTERWARDS = """
            event       | bridged  | abandoned
            asks-0 asks-1 asks-elsewhere heard-0 heard-1 presses-2-0 presses-2-1 presses-1-elsewhere | = hangup | = hangup
            presses-1-0 presses-1-1 | = join | = hangup
            """;

    @Test
    void every_event_of_two_numbers_that_ring_at_once() {
        for (Mechanism through : Mechanism.values()) {
            check(
                    GROUP,
                    Everything.screening(Manner.PLAIN, through, Ending.RETURN),
                    Everything.screeningEvents(),
                    EARLY,
                    true);
        }
    }

    @Test
    void every_event_of_two_numbers_whose_humans_must_press_1() {
        for (Mechanism through : Mechanism.values()) {
            Map<String, TransferState> states = Everything.screening(Samples.PRESS_1, through, Ending.RETURN);

            check(PRESS_1, states, Everything.screeningEvents(), EARLY, true);
            check(PRESS_1_LATE, states, only(PRESS_1_LATE), LATE, true);
            check(SCREENED_AFTERWARDS, states, only(SCREENED_AFTERWARDS), EARLY, true);
        }
    }

    @Test
    void a_whisper_without_a_key_is_accepted_by_its_end_and_by_nothing_before() {
        Map<String, TransferState> states = Everything.screening(Samples.WHISPER, Mechanism.REFER, Ending.RETURN);

        for (String end : List.of("heard-1", "presses-1-1", "presses-2-1")) {
            check("event | answered | accepted\n" + end + " | Dialling join | = join", states, only(end), EARLY, true);
        }
        check("event | answered\ndeadline | Dialling +AskCarrier", states, only("deadline"), LATE, true);
    }

    @Test
    void the_number_in_the_outcome_is_the_one_that_answered() {
        Map<String, TransferState> states = Everything.screening(Manner.PLAIN, Mechanism.REFER, Ending.RETURN);
        TransferEvent said = new TransferEvent.TargetDialEnded(0, "completed", true, true);

        assertThat(numberAfter(states.get("answered"), said)).isEqualTo(Samples.number(5));
        assertThat(numberAfter(states.get("ended"), said)).isEqualTo(Samples.number(5));
        assertThat(numberAfter(states.get("one-ended"), said)).isEqualTo(Samples.number(5));
        assertThat(numberAfter(states.get("none"), Everything.screeningEvents().get("bridged-1")))
                .isEqualTo(Samples.number(5));
        TransferState both = new TransferEvent.LegReported(0, 0, LegStatus.ANSWERED)
                .at(states.get("answered"), Samples.at(EARLY, true))
                .next();
        TransferState lost = new TransferEvent.LegReported(0, 0, LegStatus.ENDED)
                .at(both, Samples.at(EARLY, true))
                .next();
        assertThat(numberAfter(lost, said)).isEqualTo(Samples.number(5));
    }

    private static Destination numberAfter(TransferState state, TransferEvent event) {
        return event.at(state, Samples.at(EARLY, true)).facts().stream()
                .filter(Fact.OutcomeReached.class::isInstance)
                .map(fact -> ((Fact.OutcomeReached) fact).number())
                .findFirst()
                .orElseThrow();
    }

    /** What the winner's document does when the target is closed, by what follows. */
    @Test
    void what_is_closed_is_passed_over() {
        for (Ending ending : Ending.values()) {
            Plan some = Samples.plan(
                    1,
                    "agent",
                    List.of(Samples.closed(0), Samples.stop(1, 1, Manner.PLAIN), Samples.closed(2)),
                    ending);
            TransferState referring = Everything.beforeLanding(some).get("referring");
            Decision<TransferState> landed = new TransferEvent.ReferArrived("").at(referring, Samples.at(EARLY, true));
            assertThat(Cells.shortHand(referring, landed)).isEqualTo("Dialling dial-1 +refer:confirmed");

            Decision<TransferState> busy = new TransferEvent.TargetDialEnded(1, "busy", false, true)
                    .at(landed.next(), Samples.at(EARLY, true));
            assertThat(((Concluded) busy.next()).outcome())
                    .isEqualTo(
                            switch (ending) {
                                case RETURN -> Outcome.RETURNED;
                                case VOICEMAIL -> Outcome.VOICEMAIL;
                                case HANG_UP -> Outcome.ABANDONED;
                            });
            if (ending == Ending.RETURN) {
                assertThat(busy.command(TransferCommand.TellAgent.class)
                                .orElseThrow()
                                .why())
                        .isEqualTo("busy, sales closed");
            }
        }
    }

    @Test
    void where_all_is_closed_the_caller_gets_what_follows_at_once() {
        Map<String, String> expected = Map.of(
                "agent VOICEMAIL", "Concluded/voicemail voicemail +refer:confirmed",
                "agent HANG_UP", "Concluded/abandoned sorry +refer:confirmed",
                "rescue RETURN", "Concluded/failed sorry +refer:confirmed",
                "rescue VOICEMAIL", "Concluded/voicemail voicemail +refer:confirmed");

        expected.forEach((plan, document) -> {
            String[] words = plan.split(" ");
            Plan all = Samples.plan(1, words[0], List.of(Samples.closed(0)), Ending.valueOf(words[1]));
            TransferState referring = Everything.beforeLanding(all).get("referring");

            Decision<TransferState> landed = new TransferEvent.ReferArrived("").at(referring, Samples.at(EARLY, true));

            assertThat(all.isInVain()).isFalse();
            assertThat(Cells.shortHand(referring, landed)).as(plan).isEqualTo(document);
        });
    }

    /** Screening, groups and closed targets, with every event: the rules that hold everywhere. */
    @Test
    void rules_of_every_cell_of_groups_whispers_and_closed_targets() {
        Map<String, TransferEvent> events = Everything.events();
        events.putAll(Everything.screeningEvents());
        Map<String, TransferState> states = Everything.closed();
        for (Manner manner : List.of(Manner.PLAIN, Samples.WHISPER, Samples.PRESS_1)) {
            for (Mechanism through : Mechanism.values()) {
                for (Ending ending : Ending.values()) {
                    Everything.screening(manner, through, ending)
                            .forEach((name, state) -> states.put(manner + " " + through + ending + name, state));
                }
            }
        }
        Map<String, String> wrong = new TreeMap<>();
        int cells = 0;
        for (Map.Entry<String, TransferState> state : states.entrySet()) {
            for (Map.Entry<String, TransferEvent> event : events.entrySet()) {
                for (Duration when : List.of(EARLY, Duration.ofSeconds(25), Duration.ofMinutes(2))) {
                    cells++;
                    List<String> broken = Rules.broken(state.getValue(), event.getValue(), Samples.at(when, true));
                    if (!broken.isEmpty()) {
                        wrong.put(state.getKey() + " × " + event.getKey() + " at " + when, broken.toString());
                    }
                }
            }
        }

        assertThat(wrong.entrySet().stream().limit(20)).isEmpty();
        assertThat(cells).isGreaterThan(50_000);
    }

    private static Map<String, TransferEvent> only(String table) {
        Map<String, TransferEvent> events = Everything.screeningEvents();
        events.keySet().retainAll(List.of(table.split("[\\s|]+")));
        return events;
    }

    @Test
    void every_event_afterwards() {
        for (Ending ending : Ending.values()) {
            Map<String, TransferState> states = Everything.afterwards(Samples.plan(ending));

            check(AFTERWARDS, states, Everything.events(), EARLY, true);
            check(AFTERWARDS, states, Everything.events(), EARLY, false);
        }
    }

    @Test
    void an_agent_who_does_not_come_back_in_time_is_a_failure_and_nothing_else_has_a_deadline_afterwards() {
        Everything.afterwards(PLAN).forEach((name, state) -> {
            Decision<TransferState> decision = new TransferEvent.DeadlinePassed().at(state, Samples.at(LATE, true));

            assertThat(Cells.shortHand(state, decision)).isEqualTo(name.equals("returning") ? "Concluded/failed" : ".");
        });
    }

    /** Rules that hold for every cell, whatever the tables say; also for rescues and all endings. */
    @Test
    void rules_of_every_cell() {
        Map<String, String> wrong = new TreeMap<>();
        int cells = 0;
        for (Map.Entry<String, TransferState> state : Everything.states().entrySet()) {
            for (Map.Entry<String, TransferEvent> event : Everything.events().entrySet()) {
                for (Duration when : List.of(Duration.ZERO, EARLY, Duration.ofSeconds(25), LATE)) {
                    for (boolean agentUp : new boolean[] {true, false}) {
                        Circumstances now = Samples.at(when, agentUp);
                        List<String> broken = Rules.broken(state.getValue(), event.getValue(), now);
                        cells++;
                        if (!broken.isEmpty()) {
                            wrong.put(state.getKey() + " × " + event.getKey() + " at " + when, broken.toString());
                        }
                    }
                }
            }
        }

        assertThat(wrong.entrySet().stream().limit(20)).isEmpty();
        assertThat(cells).isGreaterThan(50_000);
    }

    private static String requestOf(Mechanism through) {
        return switch (through) {
            case REFER -> "refer-arrived";
            case REDIRECT -> "redirect-fetched";
            case RELEASE -> "agent-dial-ended";
        };
    }

    private static void check(
            String table,
            Map<String, TransferState> states,
            Map<String, TransferEvent> events,
            Duration when,
            boolean agentUp) {
        Map<String, Map<String, String>> cells = Cells.read(table);
        List<String> wrong = new ArrayList<>();
        events.forEach((name, event) -> {
            assertThat(cells).as("the table has a row for every event").containsKey(name);
            cells.get(name)
                    .forEach((column, expected) ->
                            compare(name, column, expected, states.get(column), event, when, agentUp, wrong));
        });
        assertThat(wrong).isEmpty();
    }

    private static void check(
            String table,
            String row,
            Map<String, TransferState> states,
            TransferEvent event,
            Duration when,
            boolean agentUp) {
        List<String> wrong = new ArrayList<>();
        Cells.read(table)
                .get(row)
                .forEach((column, expected) ->
                        compare(row, column, expected, states.get(column), event, when, agentUp, wrong));
        assertThat(wrong).isEmpty();
    }

    private static void compare(
            String row,
            String column,
            String expected,
            TransferState state,
            TransferEvent event,
            Duration when,
            boolean agentUp,
            List<String> wrong) {
        String actual = Cells.shortHand(state, event.at(state, Samples.at(when, agentUp)));
        if (!actual.equals(expected)) {
            wrong.add(row + " × " + column + ": expected " + expected + " but was " + actual);
        }
    }
}
