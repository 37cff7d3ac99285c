package dev.referee.route;

import dev.referee.config.BreakerSettings;
import dev.referee.config.RefereeSettings;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The breaker {@code refer}. It counts silence as failure, because the wait for the verdict is inside its block
 * (architecture §3 (3)). A caller who left, and a full bulkhead, are neither success nor failure.
 */
@Configuration(proxyBeanMethods = false)
class ReferBreaker {

    private static final int CAUSES_MAX = 10;

    @Bean
    CircuitBreakerRegistry circuitBreakerRegistry() {
        return CircuitBreakerRegistry.ofDefaults();
    }

    @Bean(name = "refer")
    CircuitBreaker refer(CircuitBreakerRegistry registry, RefereeSettings settings) {
        BreakerSettings breaker = settings.breaker();
        return registry.circuitBreaker(
                "refer",
                CircuitBreakerConfig.custom()
                        .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(breaker.slidingWindow())
                        .minimumNumberOfCalls(breaker.minimumCalls())
                        .failureRateThreshold(breaker.failureRate())
                        .waitDurationInOpenState(breaker.waitOpen())
                        .permittedNumberOfCallsInHalfOpenState(breaker.probes())
                        .maxWaitDurationInHalfOpenState(breaker.maxWaitHalfOpen())
                        .ignoreException(ReferBreaker::saysNothingOfRefer)
                        .build());
    }

    /** Camel hands checked exceptions to the breaker inside one of its own. */
    static boolean saysNothingOfRefer(Throwable failure) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < CAUSES_MAX; depth++) {
            if (at instanceof TransferOver || at instanceof SessionGone || at instanceof BulkheadFullException) {
                return true;
            }
            at = at.getCause();
        }
        return false;
    }
}
