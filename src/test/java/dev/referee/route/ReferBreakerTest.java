package dev.referee.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.transfer.Mechanism;
import dev.referee.transfer.Verdict;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import java.io.IOException;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.Test;

class ReferBreakerTest {

    @Test
    void a_caller_who_left_says_nothing_of_refer_bare_or_wrapped() {
        assertThat(ReferBreaker.saysNothingOfRefer(new TransferOver("left"))).isTrue();
        assertThat(ReferBreaker.saysNothingOfRefer(new RuntimeCamelException(new TransferOver("left"))))
                .isTrue();
        assertThat(ReferBreaker.saysNothingOfRefer(new RuntimeCamelException(new SessionGone("404"))))
                .isTrue();
        assertThat(ReferBreaker.saysNothingOfRefer(
                        BulkheadFullException.createBulkheadFullException(Bulkhead.ofDefaults("full"))))
                .isTrue();
    }

    @Test
    void silence_refusal_and_broken_lines_are_failures() {
        assertThat(ReferBreaker.saysNothingOfRefer(new NotProven(Mechanism.REFER, Verdict.SILENT)))
                .isFalse();
        assertThat(ReferBreaker.saysNothingOfRefer(
                        new RuntimeCamelException(new NotProven(Mechanism.REFER, Verdict.REFUSED))))
                .isFalse();
        assertThat(ReferBreaker.saysNothingOfRefer(new IOException("reset"))).isFalse();
    }
}
