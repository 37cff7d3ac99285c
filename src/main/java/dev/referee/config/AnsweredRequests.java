package dev.referee.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.HandlerMethodReturnValueHandlerComposite;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * A route that has answered its request when it returns is done. Camel returns a future, and Spring would let the server begin
 * the request a second time, on another thread and through all filters, to find that out (measured: a seventh of what a request
 * costs). Where the route goes on elsewhere, everything is as usual.
 */
@Component
class AnsweredRequests implements BeanPostProcessor {

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof RequestMappingHandlerAdapter adapter) {
            List<HandlerMethodReturnValueHandler> usual = Objects.requireNonNull(adapter.getReturnValueHandlers());
            List<HandlerMethodReturnValueHandler> handlers = new ArrayList<>(usual);
            handlers.add(0, new Answered(usual));
            adapter.setReturnValueHandlers(handlers);
        }
        return bean;
    }

    /** Takes the futures of Camel's routes. */
    private static final class Answered implements HandlerMethodReturnValueHandler {

        private final HandlerMethodReturnValueHandlerComposite usual = new HandlerMethodReturnValueHandlerComposite();

        Answered(List<HandlerMethodReturnValueHandler> usual) {
            this.usual.addHandlers(usual);
        }

        @Override
        public boolean supportsReturnType(MethodParameter type) {
            return CompletableFuture.class.isAssignableFrom(type.getParameterType())
                    && SpringBootPlatformHttpConsumer.class.isAssignableFrom(type.getContainingClass());
        }

        @Override
        public void handleReturnValue(
                @Nullable Object value, MethodParameter type, ModelAndViewContainer view, NativeWebRequest request)
                throws Exception {
            if (value instanceof CompletableFuture<?> future && future.isDone()) {
                view.setRequestHandled(true);
                answered(future);
                return;
            }
            usual.handleReturnValue(value, type, view, request);
        }

        private static void answered(CompletableFuture<?> future) throws Exception {
            try {
                future.join();
            } catch (CompletionException failed) {
                if (failed.getCause() instanceof Exception cause) {
                    throw cause;
                }
                throw failed;
            }
        }
    }
}
