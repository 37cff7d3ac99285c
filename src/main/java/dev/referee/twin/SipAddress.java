package dev.referee.twin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A SIP address of a {@code <Sip>} noun (facts/twilio-voice.md §3.2).
 *
 * @param user the part before the {@code @}
 * @param bare the address without its headers
 * @param headers the X- headers that travel, in order
 * @param dropped the names of headers that the carrier drops (warnings 32113 and 13252)
 * @param tooLong whether a limit of the carrier is exceeded (255 for the address, 1024 for the headers)
 */
record SipAddress(String user, String bare, Map<String, String> headers, String dropped, boolean tooLong) {

    static SipAddress of(String text) {
        String[] parts = text.split("\\?", 2);
        String bare = parts[0];
        int at = bare.indexOf('@');
        String user = at < 0 ? "" : bare.substring(bare.indexOf(':') + 1, at);
        Map<String, String> headers = new LinkedHashMap<>();
        StringBuilder dropped = new StringBuilder();
        String query = parts.length > 1 ? parts[1] : "";
        for (String pair : query.isEmpty() ? new String[0] : query.split("&")) {
            String[] both = pair.split("=", 2);
            String name = both[0].toLowerCase(Locale.ROOT);
            if (!name.matches("x-[a-z0-9-]+") || name.startsWith("x-twilio")) {
                dropped.append(dropped.isEmpty() ? "" : ", ").append(both[0]);
            } else {
                String value = both.length > 1 ? both[1].replace("+", "%2B") : "";
                headers.put(both[0], URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return new SipAddress(user, bare, headers, dropped.toString(), bare.length() > 254 || query.length() > 1023);
    }
}
