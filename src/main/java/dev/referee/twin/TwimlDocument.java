package dev.referee.twin;

import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * A TwiML document as the carrier reads it: the verbs in order, and what the carrier would warn of (error 12200). Stricter
 * than the carrier in one point: relative URLs are refused everywhere.
 *
 * @param verbs the verbs
 * @param warnings unknown verbs and attributes; they are skipped
 */
record TwimlDocument(List<Verb> verbs, List<String> warnings) {

    private static final int BYTES_MAX = 64 * 1024;
    private static final Set<String> VERBS =
            Set.of("Dial", "Redirect", "Pause", "Say", "Play", "Record", "Hangup", "Gather", "Reject");
    private static final Set<String> PROMPTS = Set.of("Say", "Play", "Pause");
    private static final Set<String> NOUNS = Set.of("Number", "Sip");
    private static final Set<String> DIAL_ATTRIBUTES = Set.of(
            "action",
            "method",
            "answerOnBridge",
            "referUrl",
            "referMethod",
            "timeout",
            "timeLimit",
            "callerId",
            "hangupOnStar",
            "record",
            "sequential",
            "ringTone",
            "trim",
            "recordingStatusCallback");
    private static final Set<String> NOUN_ATTRIBUTES = Set.of(
            "url",
            "method",
            "statusCallback",
            "statusCallbackMethod",
            "statusCallbackEvent",
            "username",
            "password",
            "sendDigits",
            "byoc",
            "machineDetection",
            "amdStatusCallback",
            "amdStatusCallbackMethod");
    private static final Set<String> EVENTS = Set.of("initiated", "ringing", "answered", "completed");
    private static final Set<String> URLS =
            Set.of("action", "referUrl", "statusCallback", "recordingStatusCallback", "url", "transcribeCallback");

    /** A document that the carrier cannot run. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        /** The carrier's error code. */
        final int code;

        Unusable(int code, String message) {
            super(message);
            this.code = code;
        }
    }

    /**
     * One verb.
     *
     * @param name such as {@code Dial}
     * @param attributes as written
     * @param text the text inside, trimmed
     * @param nouns the nouns inside a Dial, or the prompts inside a Gather
     */
    record Verb(String name, Map<String, String> attributes, String text, List<Verb> nouns) {

        String attribute(String attribute, String otherwise) {
            return attributes.getOrDefault(attribute, otherwise);
        }

        boolean flag(String attribute) {
            return "true".equals(attributes.get(attribute));
        }

        /** Seconds as milliseconds; the default when it is absent or no number. */
        long seconds(String attribute, long otherwise) {
            try {
                return Math.max(0, Long.parseLong(attribute(attribute, ""))) * 1000;
            } catch (NumberFormatException e) {
                return otherwise * 1000;
            }
        }
    }

    /** Reads an answer of the gateway as the carrier would. */
    static TwimlDocument read(String contentType, String body) throws Unusable {
        String type = contentType.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        if (!Set.of("text/xml", "application/xml", "text/html").contains(type)) {
            throw new Unusable(12300, "content type '" + contentType + "' is not TwiML");
        }
        return parse(body);
    }

    static TwimlDocument parse(String body) throws Unusable {
        if (body.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
            throw new Unusable(11750, "TwiML of more than 64 kB");
        }
        Element root = root(body);
        List<String> warnings = new ArrayList<>();
        List<Verb> verbs = new ArrayList<>();
        for (Element child : children(root)) {
            if (VERBS.contains(child.getTagName())) {
                verbs.add(verb(child, warnings));
            } else {
                warnings.add("unknown verb " + child.getTagName());
            }
        }
        return new TwimlDocument(List.copyOf(verbs), List.copyOf(warnings));
    }

    private static Element root(String body) throws Unusable {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler());
            Element root =
                    builder.parse(new InputSource(new StringReader(body))).getDocumentElement();
            if (!root.getTagName().equals("Response")) {
                throw new Unusable(12100, "the root is " + root.getTagName() + ", not Response");
            }
            return root;
        } catch (SAXException | java.io.IOException e) {
            throw new Unusable(12100, "no XML: " + e.getMessage());
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Verb verb(Element element, List<String> warnings) throws Unusable {
        Map<String, String> attributes = attributes(element);
        List<Verb> nouns = new ArrayList<>();
        if (element.getTagName().equals("Dial")) {
            warnOfUnknown("Dial", attributes, DIAL_ATTRIBUTES, warnings);
            for (Element child : children(element)) {
                if (NOUNS.contains(child.getTagName())) {
                    nouns.add(noun(child, warnings));
                } else {
                    warnings.add("noun " + child.getTagName() + " is not known to the twin");
                }
            }
            if (nouns.isEmpty() && !text(element).isEmpty()) {
                nouns.add(new Verb("Number", Map.of(), text(element), List.of()));
            }
            if (nouns.isEmpty() || nouns.size() > 10) {
                throw new Unusable(13200, "a Dial with " + nouns.size() + " nouns");
            }
        }
        if (element.getTagName().equals("Gather")) {
            for (Element child : children(element)) {
                if (PROMPTS.contains(child.getTagName())) {
                    nouns.add(new Verb(child.getTagName(), attributes(child), text(child), List.of()));
                } else {
                    warnings.add(child.getTagName() + " inside Gather");
                }
            }
        }
        if (element.getTagName().equals("Redirect")) {
            absolute("Redirect", text(element));
        }
        return new Verb(element.getTagName(), attributes, text(element), List.copyOf(nouns));
    }

    private static Verb noun(Element element, List<String> warnings) throws Unusable {
        Map<String, String> attributes = attributes(element);
        warnOfUnknown(element.getTagName(), attributes, NOUN_ATTRIBUTES, warnings);
        for (String event : attributes
                .getOrDefault("statusCallbackEvent", "completed")
                .trim()
                .split("\\s+")) {
            if (!EVENTS.contains(event)) {
                warnings.add("unknown statusCallbackEvent " + event);
            }
        }
        return new Verb(element.getTagName(), attributes, text(element), List.of());
    }

    private static void warnOfUnknown(
            String element, Map<String, String> attributes, Set<String> known, List<String> warnings) {
        for (String name : attributes.keySet()) {
            if (!known.contains(name)) {
                warnings.add("unknown attribute " + name + " of " + element);
            }
        }
    }

    private static Map<String, String> attributes(Element element) throws Unusable {
        Map<String, String> found = new LinkedHashMap<>();
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Node attribute = element.getAttributes().item(i);
            if (URLS.contains(attribute.getNodeName())) {
                absolute(attribute.getNodeName(), attribute.getNodeValue());
            }
            found.put(attribute.getNodeName(), attribute.getNodeValue());
        }
        return Map.copyOf(found);
    }

    private static void absolute(String where, String url) throws Unusable {
        if (!isAbsolute(url)) {
            throw new Unusable(11100, where + " is not an absolute http(s) URL: " + url);
        }
    }

    /** Whether the carrier could fetch it without knowing where it came from. */
    static boolean isAbsolute(String url) {
        try {
            URI uri = URI.create(url);
            return uri.getHost() != null && Set.of("http", "https").contains(String.valueOf(uri.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static List<Element> children(Element parent) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                found.add(element);
            }
        }
        return found;
    }

    private static String text(Element element) {
        StringBuilder text = new StringBuilder();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node.getNodeType() == Node.TEXT_NODE || node.getNodeType() == Node.CDATA_SECTION_NODE) {
                text.append(node.getNodeValue());
            }
        }
        return text.toString().trim();
    }
}
