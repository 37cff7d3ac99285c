package dev.referee.ops;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body is here. It can be read once more, by blocking readers only. To those behind {@link BodyGate} it looks as
 * if it had just come, even if the container has handed it in a second time since.
 *
 * <p>Of a vendor's request, query and form parameters are hidden from everything but our own gates, which read the raw request.
 * Else Camel merges parameters into headers, and a malformed form fails before any gate sees it (facts/camel.md §5).
 */
final class ReadRequest extends HttpServletRequestWrapper {

    private static final String FORM = "application/x-www-form-urlencoded";

    private final ServletInputStream stream;
    private final boolean isVendors;
    private boolean answeredLater;

    ReadRequest(HttpServletRequest request, byte[] body) {
        super(request);
        this.stream = new Body(new ByteArrayInputStream(body));
        this.isVendors = Purpose.of(request).isVendors();
    }

    @Override
    public ServletInputStream getInputStream() {
        return stream;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        String named = getCharacterEncoding();
        Charset charset = named == null ? StandardCharsets.ISO_8859_1 : Charset.forName(named);
        return new BufferedReader(new InputStreamReader(stream, charset));
    }

    @Override
    public DispatcherType getDispatcherType() {
        return answeredLater ? super.getDispatcherType() : DispatcherType.REQUEST;
    }

    @Override
    public AsyncContext startAsync() {
        answeredLater = true;
        return super.startAsync();
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        answeredLater = true;
        return super.startAsync(request, response);
    }

    /** Camel decodes forms by itself as well, unless they look like something else. */
    @Override
    public @Nullable String getContentType() {
        String type = super.getContentType();
        return isVendors && type != null && type.startsWith(FORM) ? "application/octet-stream" : type;
    }

    @Override
    public @Nullable String getParameter(String name) {
        return isVendors ? null : super.getParameter(name);
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return isVendors ? Map.of() : super.getParameterMap();
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return isVendors ? Collections.emptyEnumeration() : super.getParameterNames();
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        return isVendors ? null : super.getParameterValues(name);
    }

    private static final class Body extends ServletInputStream {

        private final ByteArrayInputStream bytes;

        Body(ByteArrayInputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] into, int from, int most) {
            return bytes.read(into, from, most);
        }

        @Override
        public int available() {
            return bytes.available();
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException("the body has been read, and is read again by blocking readers");
        }
    }
}
