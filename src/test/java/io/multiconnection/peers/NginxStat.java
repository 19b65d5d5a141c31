package io.multiconnection.peers;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * Statistics of nginx. {@code bytesIn} and {@code bytesOut} are totals of all connections since the
 * start.
 */
public record NginxStat(long bytesIn, long bytesOut, List<Stream> streams) {

    /** Stream with its bytes so far and its current clients. */
    public record Stream(
            String application,
            String name,
            long bytesIn,
            long bytesOut,
            int publishers,
            int players) {}

    /** Returns a stream, if a client publishes or plays it. */
    public Optional<Stream> stream(String application, String name) {
        return streams.stream()
                .filter(it -> it.application().equals(application) && it.name().equals(name))
                .findFirst();
    }

    static NginxStat parse(String xml) {
        Element page = document(xml);
        List<Stream> streams =
                elements(page.getElementsByTagName("application")).stream()
                        .flatMap(application -> streams(application).stream())
                        .toList();
        return new NginxStat(number(page, "bytes_in"), number(page, "bytes_out"), streams);
    }

    private static List<Stream> streams(Element application) {
        return elements(application.getElementsByTagName("stream")).stream()
                .map(stream -> stream(text(application, "name"), stream))
                .toList();
    }

    private static Stream stream(String application, Element stream) {
        List<Element> clients = elements(stream.getElementsByTagName("client"));
        int publishers =
                (int)
                        clients.stream()
                                .filter(it -> it.getElementsByTagName("publishing").getLength() > 0)
                                .count();
        return new Stream(
                application,
                text(stream, "name"),
                number(stream, "bytes_in"),
                number(stream, "bytes_out"),
                publishers,
                clients.size() - publishers);
    }

    /** Returns the first element of a name, which precedes nested ones. */
    private static String text(Element parent, String name) {
        return parent.getElementsByTagName(name).item(0).getTextContent();
    }

    private static long number(Element parent, String name) {
        return Long.parseLong(text(parent, name));
    }

    private static List<Element> elements(NodeList nodes) {
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i))
                .toList();
    }

    private static Element document(String xml) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(xml)))
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalStateException("not nginx's statistics: " + xml, e);
        }
    }
}
