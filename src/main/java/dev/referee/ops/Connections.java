package dev.referee.ops;

import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Room for what a client does not read. An answer that does not fit into the socket holds its thread until the client reads or
 * 5 s have passed; so clients that ask and never read could take all threads. With this room all answers fit that a connection gets
 * without a proof, for it ends with the first refusal and with each file of the page ({@link RequestGuard}).
 */
@Configuration(proxyBeanMethods = false)
class Connections {

    /** As much as Linux gives without being asked to allow more. The kernel takes it only when it is used. */
    private static final int UNREAD_BYTES = 208 * 1024;

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> roomForAnswers() {
        return tomcat -> tomcat.addConnectorCustomizers(
                connector -> connector.setProperty("socket.txBufSize", String.valueOf(UNREAD_BYTES)));
    }
}
