package dev.referee.ops;

import dev.referee.scope.CallScope;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** What a request's thread has learnt of its call is forgotten with the request. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 15)
class RequestScope extends OncePerRequestFilter {

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        CallScope scope = CallScope.learning();
        try {
            chain.doFilter(request, response);
        } finally {
            scope.close();
        }
    }
}
