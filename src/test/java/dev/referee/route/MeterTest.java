package dev.referee.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.route.Meter.Next;
import dev.referee.tool.Prices;
import dev.referee.tool.Usage;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class MeterTest {

    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final Prices PRICES = new Prices(ONE, ONE, ONE, ONE, ONE, ONE);

    private static Meter open(String cap, String before) {
        Meter meter = new Meter();
        meter.open("m", PRICES, new BigDecimal(cap), new BigDecimal(before));
        return meter;
    }

    @Test
    void the_first_amount_is_saved_soon_the_next_later() {
        Meter meter = open("0", "0");

        assertThat(meter.add(ONE)).isEqualTo(Next.SAVE_SOON);
        assertThat(meter.add(ONE)).isEqualTo(Next.NOTHING);
        assertThat(meter.take()).isEqualByComparingTo("2");
        assertThat(meter.add(ONE)).isEqualTo(Next.SAVE_LATER);
        assertThat(meter.total()).isEqualByComparingTo("3");
    }

    @Test
    void the_cap_counts_what_the_call_has_cost_before_and_is_told_once() {
        Meter meter = open("2.50", "1.00");

        assertThat(meter.add(new BigDecimal("1.49"))).isEqualTo(Next.SAVE_SOON);
        assertThat(meter.add(new BigDecimal("0.01"))).isEqualTo(Next.CAP_REACHED);
        assertThat(meter.add(ONE)).isEqualTo(Next.NOTHING);
    }

    @Test
    void what_could_not_be_saved_is_not_lost() {
        Meter meter = open("0", "0");
        meter.add(ONE);
        BigDecimal taken = meter.take();

        meter.giveBack(taken);
        meter.add(ONE);

        assertThat(meter.take()).isEqualByComparingTo("2");
        assertThat(meter.total()).isEqualByComparingTo("2");
    }

    @Test
    void a_model_without_prices_costs_nothing() {
        Meter meter = new Meter();
        meter.open("m", null, ONE, BigDecimal.ZERO);

        assertThat(meter.isFree()).isTrue();
        assertThat(meter.counts()).isFalse();
    }

    @Test
    void what_is_heard_before_it_is_open_is_kept_and_counted_once() {
        Meter meter = new Meter();
        Usage one = new Usage(1, 2, 3, 4, 5, 6);
        assertThat(meter.mustOpen()).isTrue();
        assertThat(meter.mustOpen()).isFalse();

        assertThat(meter.hear(one)).isEqualTo(Usage.NONE);
        assertThat(meter.hear(one)).isEqualTo(Usage.NONE);
        meter.open("m", PRICES, ONE, BigDecimal.ZERO);

        assertThat(meter.hear(Usage.NONE)).isEqualTo(new Usage(2, 4, 6, 8, 10, 12));
        assertThat(meter.hear(one)).isEqualTo(one);
        assertThat(meter.mustOpen()).isFalse();
    }

    @Test
    void one_that_could_not_be_opened_is_opened_with_the_next_response() {
        Meter meter = new Meter();
        meter.mustOpen();

        meter.notOpened();

        assertThat(meter.mustOpen()).isTrue();
    }
}
