package dev.referee.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.MethodParameter;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.async.StandardServletAsyncWebRequest;
import org.springframework.web.context.request.async.WebAsyncUtils;
import org.springframework.web.context.support.GenericWebApplicationContext;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

class AnsweredRequestsTest {

    private final GenericWebApplicationContext context = new GenericWebApplicationContext();
    private final MockHttpServletRequest request = new MockHttpServletRequest();
    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final ModelAndViewContainer view = new ModelAndViewContainer();
    private HandlerMethodReturnValueHandler first;
    private MethodParameter camels;

    @BeforeEach
    void adapter() throws Exception {
        context.refresh();
        RequestMappingHandlerAdapter adapter = new RequestMappingHandlerAdapter();
        adapter.setApplicationContext(context);
        adapter.afterPropertiesSet();
        new AnsweredRequests().postProcessAfterInitialization(adapter, "adapter");
        first = adapter.getReturnValueHandlers().get(0);
        camels = new MethodParameter(
                SpringBootPlatformHttpConsumer.class.getMethod(
                        "service", HttpServletRequest.class, HttpServletResponse.class),
                -1);
        request.setAsyncSupported(true);
        WebAsyncUtils.getAsyncManager(request)
                .setAsyncWebRequest(new StandardServletAsyncWebRequest(request, response));
    }

    @AfterEach
    void close() {
        context.close();
    }

    private void handle(CompletableFuture<?> future) throws Exception {
        first.handleReturnValue(future, camels, view, new ServletWebRequest(request, response));
    }

    @Test
    void a_route_that_has_answered_is_done() throws Exception {
        handle(CompletableFuture.completedFuture(null));

        assertThat(view.isRequestHandled()).isTrue();
        assertThat(request.isAsyncStarted()).isFalse();
    }

    @Test
    void a_route_that_has_failed_says_so() {
        assertThatThrownBy(() -> handle(CompletableFuture.failedFuture(new IOException("gone"))))
                .isInstanceOf(IOException.class)
                .hasMessage("gone");
    }

    @Test
    void a_route_that_goes_on_elsewhere_is_waited_for() throws Exception {
        CompletableFuture<Void> later = new CompletableFuture<>();

        handle(later);

        assertThat(request.isAsyncStarted()).isTrue();
        later.complete(null);
    }

    @Test
    void other_futures_are_none_of_its_business() throws Exception {
        MethodParameter ours = new MethodParameter(AnsweredRequestsTest.class.getDeclaredMethod("ours"), -1);

        assertThat(first.supportsReturnType(camels)).isTrue();
        assertThat(first.supportsReturnType(ours)).isFalse();
    }

    static CompletableFuture<Void> ours() {
        return CompletableFuture.completedFuture(null);
    }
}
