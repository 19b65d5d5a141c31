package io.multiconnection.amf;

import io.multiconnection.amf.GraphNode.Children.Indexed;
import io.multiconnection.amf.GraphNode.Children.Named;
import java.util.List;
import java.util.Map;

/** Printer of containers for people; cuts at a depth, because of cycles, and at a length. */
final class AmfPrinter {

    private static final int MAX_DEPTH = 4;
    private static final int MAX_LENGTH = 1000;

    private final StringBuilder text = new StringBuilder();
    private int depth;

    private AmfPrinter() {}

    static String print(GraphNode value) {
        AmfPrinter printer = new AmfPrinter();
        printer.append(value);
        return printer.text.toString();
    }

    private void append(Object value) {
        if (value instanceof GraphNode node) {
            GraphNode.View view = node.view();
            switch (view.children()) {
                case Named(var properties) -> append(view.title(), properties);
                case Indexed(var elements) -> append(view.title(), elements);
            }
        } else {
            cut(value.toString());
        }
    }

    private void append(String title, Map<String, ?> properties) {
        cut(title);
        text.append('{');
        depth++;
        String separator = "";
        for (Map.Entry<String, ?> property : properties.entrySet()) {
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

    private void append(String title, List<?> elements) {
        cut(title);
        text.append('[');
        depth++;
        String separator = "";
        for (Object element : elements) {
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
