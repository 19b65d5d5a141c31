package io.multiconnection.load;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** SVG document with a white background; coordinates are pixels from the upper left corner. */
final class Svg {

    /** Point in pixels. */
    record Point(double x, double y) {}

    private final int width;
    private final int height;
    private final StringBuilder elements = new StringBuilder();

    Svg(int width, int height) {
        this.width = width;
        this.height = height;
    }

    /** Adds text, which is not escaped, that starts, is centred or ends at a point. */
    void text(double x, double y, String anchor, String text) {
        add("<text %s text-anchor='%s'>%s</text>".formatted(at("x", x, "y", y), anchor, text));
    }

    /** Adds text in bold that starts at a point. */
    void heading(double x, double y, String text) {
        add("<text %s font-weight='bold'>%s</text>".formatted(at("x", x, "y", y), text));
    }

    /** Adds centred text that reads upwards. */
    void textUpwards(double x, double y, String text) {
        add(
                "<text transform='translate(%s %s) rotate(-90)' text-anchor='middle'>%s</text>"
                        .formatted(number(x), number(y), text));
    }

    void bar(double x, double y, double length, double thickness, String color) {
        add(
                "<rect %s %s fill='%s'/>"
                        .formatted(
                                at("x", x, "y", y),
                                at("width", length, "height", thickness),
                                color));
    }

    void line(List<Point> points, int thickness, String color) {
        String path =
                points.stream()
                        .map(point -> number(point.x) + "," + number(point.y))
                        .collect(Collectors.joining(" "));
        add(
                "<polyline points='%s' fill='none' stroke='%s' stroke-width='%d'/>"
                        .formatted(path, color, thickness));
    }

    /** Adds a path around a point. */
    void marker(Point point, RelayStyle style) {
        add(
                "<path d='%s' transform='translate(%s %s)' fill='%s'/>"
                        .formatted(
                                style.marker(), number(point.x), number(point.y), style.color()));
    }

    private void add(String element) {
        elements.append(element.replace('\'', '"')).append('\n');
    }

    private static String at(String name1, double value1, String name2, double value2) {
        return "%s='%s' %s='%s'".formatted(name1, number(value1), name2, number(value2));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    @Override
    public String toString() {
        return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" \
        font-family="sans-serif" font-size="13" fill="#1f2937">
        <rect width="%1$d" height="%2$d" fill="#fff"/>
        %3$s</svg>
        """
                .formatted(width, height, elements);
    }
}
