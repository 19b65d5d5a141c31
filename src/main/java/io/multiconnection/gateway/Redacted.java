package io.multiconnection.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.multiconnection.amf.AmfByteArray;
import io.multiconnection.amf.AmfCopy;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.amf.AmfXml;
import io.multiconnection.amf.AmfXmlDocument;
import java.util.List;
import java.util.function.UnaryOperator;

/** Copies values with all of their text changed; what was shared or a cycle stays so. */
final class Redacted {

    private final UnaryOperator<String> text;
    private final AmfCopy copy;

    Redacted(UnaryOperator<String> text) {
        this.text = text;
        this.copy = new AmfCopy(this::scalar, text);
    }

    List<AmfValue> all(List<AmfValue> values) {
        return copy.all(values);
    }

    private AmfValue scalar(AmfValue value) {
        return switch (value) {
            case AmfString(String words) -> new AmfString(text.apply(words));
            case AmfXml(String words) -> new AmfXml(text.apply(words));
            case AmfXmlDocument(String words) -> new AmfXmlDocument(text.apply(words));
            case AmfByteArray array -> {
                String bytes = new String(array.bytes(), ISO_8859_1);
                yield new AmfByteArray(text.apply(bytes).getBytes(ISO_8859_1));
            }
            case AmfValue other -> other;
        };
    }
}
