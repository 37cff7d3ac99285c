package dev.referee.twilio;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/**
 * One element of TwiML, being put together; attributes are written in alphabetical order. Not thread-safe.
 *
 * <p>Written by the JDK's own stream writer and not by the carrier's SDK, which looks for an XML parser and an XSLT engine on
 * the whole class path for each document: forty times as long when all is warm, and half a second for the first caller.
 */
final class Verb {

    /** What XML 1.0 §2.2 does not allow, such as a control character in the words of a model; there is no way to escape it. */
    private static final Pattern NOT_XML =
            Pattern.compile("[^\\t\\n\\r\\x20-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]");

    private final String name;
    private final Map<String, String> attributes = new TreeMap<>();
    private final List<Verb> children = new ArrayList<>();
    private String text = "";

    Verb(String name) {
        this.name = name;
    }

    /** An element that holds text. */
    Verb(String name, String text) {
        this.name = name;
        this.text = text;
    }

    /** Sets an attribute; null leaves it out. */
    Verb with(String attribute, @Nullable Object value) {
        if (value != null) {
            attributes.put(attribute, value.toString());
        }
        return this;
    }

    /** Puts an element behind those that are in this one already. */
    Verb holding(Verb child) {
        children.add(child);
        return this;
    }

    /** The document whose root this is. */
    String document() {
        StringWriter document = new StringWriter(512);
        try {
            // a factory is cheap if it is not searched for, and none is promised to be thread-safe
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(document);
            xml.writeStartDocument("UTF-8", "1.0");
            write(xml);
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException("a document cannot be written", impossible);
        }
        return document.toString();
    }

    private void write(XMLStreamWriter xml) throws XMLStreamException {
        boolean empty = children.isEmpty() && text.isEmpty();
        if (empty) {
            xml.writeEmptyElement(name);
        } else {
            xml.writeStartElement(name);
        }
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            xml.writeAttribute(attribute.getKey(), allowed(attribute.getValue()));
        }
        if (!empty) {
            xml.writeCharacters(allowed(text));
            for (Verb child : children) {
                child.write(xml);
            }
            xml.writeEndElement();
        }
    }

    private static String allowed(String text) {
        return NOT_XML.matcher(text).replaceAll(" ");
    }
}
