package dev.referee.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.ledger.CallSearch.Cursor;
import dev.referee.ledger.CallSearch.Page;
import dev.referee.ledger.CallSearch.Tried;
import dev.referee.ledger.CallSearch.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finding calls on the packed database. */
class CallSearchTest extends DatabaseTest {

    private static final Instant START = Instant.parse("2026-05-04T10:00:00.123456Z");
    private static final Duration LONG = Duration.ofSeconds(30);

    JdbcClient jdbc;
    private Rows rows;
    private CallSearch search;

    @BeforeEach
    void open() throws Exception {
        DataSource database = migrated();
        jdbc = JdbcClient.create(database);
        rows = new Rows(jdbc);
        search = new CallSearch(jdbc);
    }

    private static Wanted wanted(@Nullable String state, @Nullable String text) {
        return new Wanted(state, text, null, null, null);
    }

    private static Wanted transfers(@Nullable String outcome, @Nullable String target) {
        return new Wanted(null, null, outcome, target, null);
    }

    private List<String> found(Wanted wanted) {
        return keys(search.find(wanted, 100));
    }

    private static List<String> keys(Page page) {
        return page.calls().stream().map(one -> one.head().key().value()).toList();
    }

    private static String key(int number) {
        return Rows.key(number).value();
    }

    /** Three calls; the second was transferred twice, the third once. */
    private void three() {
        rows.call(1, "talking", "+61400000001", START);
        rows.call(2, "ended", "+61400222333", START.plusSeconds(1));
        rows.call(3, "ended", "sip:jo_hn@example.com", START.plusSeconds(2));
        String first = rows.transfer(1, 2, "front-desk", "returned", START.plusSeconds(5), LONG);
        rows.mechanism(first, "refer", "confirmed", START.plusSeconds(5), LONG);
        String second = rows.transfer(2, 2, "sales", "bridged", START.plusSeconds(50), LONG);
        rows.mechanism(second, "redirect", "confirmed", START.plusSeconds(56), LONG);
        rows.mechanism(second, "refer", "silent", START.plusSeconds(50), LONG);
        rows.transfer(3, 3, "front-desk", "bridged", START.plusSeconds(5), LONG);
    }

    @Test
    void the_newest_come_first_with_their_latest_transfers() {
        three();

        Page page = search.find(wanted(null, null), 10);

        assertThat(keys(page)).containsExactly(key(3), key(2), key(1));
        assertThat(page.next()).isNull();
        assertThat(page.calls().get(1).lastTransfer())
                .isEqualTo(new CallSearch.LastTransfer(
                        Rows.id("t-", 2),
                        "sales",
                        "bridged",
                        List.of(new Tried("refer", "silent"), new Tried("redirect", "confirmed"))));
        assertThat(page.calls().get(0).lastTransfer())
                .satisfies(last -> assertThat(last.mechanisms()).isEmpty());
        assertThat(page.calls().get(2).lastTransfer()).isNull();
    }

    @Test
    void they_are_narrowed_by_state_outcome_and_target() {
        three();

        assertThat(found(wanted("talking", null))).containsExactly(key(1));
        assertThat(found(wanted("rejected", null))).isEmpty();
        assertThat(found(transfers("bridged", null))).containsExactly(key(3), key(2));
        assertThat(found(transfers("returned", null))).as("of any transfer").containsExactly(key(2));
        assertThat(found(transfers(null, "front-desk"))).containsExactly(key(3), key(2));
        assertThat(found(transfers("bridged", "front-desk")))
                .as("both of one transfer")
                .containsExactly(key(3));
        assertThat(found(transfers("bridged", "front"))).isEmpty();
    }

    @Test
    void a_text_is_found_in_ids_numbers_and_names_of_targets() {
        three();
        jdbc.sql("insert into call_sessions (call_id, call_key, announced_at) values ('rtc_Second', ?, ?)")
                .params(key(1), Facts.time(START))
                .update();

        assertThat(found(wanted(null, key(2).substring(10)))).contains(key(2));
        assertThat(found(wanted(null, "RTC_3"))).containsExactly(key(3));
        assertThat(found(wanted(null, "c_seco"))).as("a later session").containsExactly(key(1));
        assertThat(found(wanted(null, Rows.carrierId(3).substring(20)))).containsExactly(key(3));
        assertThat(found(wanted(null, Rows.id("t-", 2)))).containsExactly(key(2));
        assertThat(found(wanted(null, "SALE"))).containsExactly(key(2));
        assertThat(found(wanted(null, "jo_hn@"))).containsExactly(key(3));
        assertThat(found(wanted("ended", "front-desk"))).containsExactly(key(3), key(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"+61400222333", "400222333", "0400 222 333", "+61 (400) 222-333", "222/333", "0061400222333"})
    void a_number_is_found_however_it_is_written(String text) {
        three();

        assertThat(found(wanted(null, text))).containsExactly(key(2));
    }

    @Test
    void the_number_that_was_dialled_and_the_humans_are_found_too() {
        three();

        assertThat(found(wanted(null, "+61 2 9000 0000"))).hasSize(3);
        assertThat(found(wanted(null, "0491 570 006"))).containsExactly(key(3), key(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "_%", "jo%", "joxhn", "!", "' or 1=1 --", "nobody", "+()", "ü"})
    void what_stands_for_anything_elsewhere_stands_for_itself_here(String text) {
        three();

        assertThat(found(wanted(null, text))).isEmpty();
    }

    @Test
    void page_after_page_gives_every_call_once_whatever_arrives_meanwhile() {
        for (int number = 1; number <= 7; number++) {
            rows.call(number, "ended", "+61400000001", START.plusSeconds(number / 3)); // some at the same time
        }
        List<String> all = new ArrayList<>();
        Cursor next = null;
        int arriving = 100;
        do {
            Page page = search.find(new Wanted("ended", "+614", null, null, next), 2);
            all.addAll(keys(page));
            assertThat(page.calls()).hasSizeLessThanOrEqualTo(2);
            next = page.next() == null ? null : Cursor.parse(page.next().text());
            rows.call(arriving++, "ended", "+61400000001", START.plusSeconds(1000));
        } while (next != null);

        assertThat(all).containsExactly(key(7), key(6), key(5), key(4), key(3), key(2), key(1));
    }

    @Test
    void a_page_that_is_exactly_full_is_the_last() {
        three();

        assertThat(search.find(wanted(null, null), 3).next()).isNull();
        assertThat(search.find(wanted(null, null), 2).next()).isEqualTo(new Cursor(START.plusSeconds(1), Rows.key(2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "ä", "MQ", "MS4y", "LTEuYy1hYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYQ"})
    void what_is_no_cursor_is_refused(String text) {
        assertThatThrownBy(() -> Cursor.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
