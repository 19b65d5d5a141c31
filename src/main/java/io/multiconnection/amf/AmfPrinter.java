package io.multiconnection.amf;

import java.util.List;
import java.util.Map;

/** Text of a container for people: cut at a depth, because of cycles, and at a length. */
final class AmfPrinter {

    private static final int MAX_DEPTH = 4;
    private static final int MAX_LENGTH = 1000;

    private final StringBuilder text = new StringBuilder();
    private int depth;

    private AmfPrinter() {}

    static String print(AmfValue value) {
        AmfPrinter printer = new AmfPrinter();
        printer.append(value);
        return printer.text.toString();
    }

    private void append(AmfValue value) {
        switch (value) {
            case AmfUndefined _, AmfNull _, AmfBoolean _, AmfInteger _, AmfNumber _, AmfString _ ->
                    cut(value.toString());
            case AmfDate _, AmfXml _, AmfXmlDocument _, AmfByteArray _ -> cut(value.toString());
            case AmfVector.OfInt _, AmfVector.OfUint _, AmfVector.OfDouble _ ->
                    cut(value.toString());
            case AmfObject(AmfTraits traits, Map<String, AmfValue> properties) ->
                    append("AmfObject " + traits.className(), properties);
            case AmfEcmaArray(Map<String, AmfValue> properties) ->
                    append("AmfEcmaArray ", properties);
            case AmfStrictArray(List<AmfValue> elements) -> append("AmfStrictArray ", elements);
            case AmfVector.OfObject(String className, List<AmfValue> elements, _) ->
                    append("AmfVector " + className, elements);
            case AmfDictionary dictionary -> append("AmfDictionary ", dictionary.keysAndValues());
            case AmfExternalizable(String className, List<AmfValue> body) ->
                    append("AmfExternalizable " + className, body);
        }
    }

    private void append(String title, Map<String, AmfValue> properties) {
        cut(title);
        text.append('{');
        depth++;
        String separator = "";
        for (Map.Entry<String, AmfValue> property : properties.entrySet()) {
            if (isFull()) {
                text.append(" ...");
                break;
            }
            text.append(separator);
            cut(property.getKey());
            text.append('=');
            append(property.getValue());
            separator = ", ";
        }
        depth--;
        text.append('}');
    }

    private void append(String title, List<AmfValue> elements) {
        cut(title);
        text.append('[');
        depth++;
        String separator = "";
        for (AmfValue element : elements) {
            if (isFull()) {
                text.append(" ...");
                break;
            }
            text.append(separator);
            append(element);
            separator = ", ";
        }
        depth--;
        text.append(']');
    }

    private boolean isFull() {
        return depth > MAX_DEPTH || text.length() >= MAX_LENGTH;
    }

    private void cut(String part) {
        int room = Math.max(MAX_LENGTH - text.length(), 0);
        text.append(part, 0, Math.min(part.length(), room));
    }
}
