package dev.referee.ops;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;

/** Problem JSON for requests so broken that Tomcat answers them itself, such as malformed escapes in the path. */
class ProblemValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, Throwable failure) {
        HttpStatus status = HttpStatus.resolve(response.getStatus());
        if (status == null || !status.isError() || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            response.setContentType("application/problem+json");
            response.setCharacterEncoding(StandardCharsets.UTF_8.name());
            String text = new String(ProblemWriter.json(status, "this request cannot be read"), StandardCharsets.UTF_8);
            response.getReporter().write(text);
            response.finishResponse();
        } catch (IOException | IllegalStateException gone) {
            container.getLogger().debug("no error report", gone);
        }
    }

    /** Puts it in front of Spring Boot's own. */
    @Configuration(proxyBeanMethods = false)
    static class Wiring {

        @Bean
        WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemValve() {
            return tomcat -> tomcat.addContextCustomizers(
                    context -> context.getParent().getPipeline().addValve(new ProblemValve()));
        }
    }
}
