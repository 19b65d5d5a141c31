package io.multiconnection.load;

import io.multiconnection.load.Svg.Point;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/** Chart of the cost of each relay against a number that grows; both axes are logarithmic. */
final class LineChart {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;
    private static final int LEFT = 72;
    private static final int RIGHT = WIDTH - 24;
    private static final int TOP = 76;
    private static final int BOTTOM = HEIGHT - 60;
    private static final int MARGIN = 20;
    private static final int LEGEND = 50;
    private static final int LEGEND_LINE = 24;
    private static final int CHARACTER = 8;
    private static final String GRID = "#e5e7eb";
    private static final String AXIS = "#6b7280";

    private final Svg svg = new Svg(WIDTH, HEIGHT);
    private final Map<String, SortedMap<Integer, Double>> lines;
    private final List<Integer> numbers;
    private final LogScale x;
    private final LogScale y;

    private LineChart(Map<String, SortedMap<Integer, Double>> lines) {
        this.lines = lines;
        numbers = numbers(lines);
        x = new LogScale(numbers.getFirst(), numbers.getLast(), LEFT + MARGIN, RIGHT - MARGIN);
        y =
                LogScale.around(
                        lines.values().stream()
                                .flatMap(line -> line.values().stream())
                                .mapToDouble(Double::doubleValue),
                        BOTTOM,
                        TOP);
    }

    private static List<Integer> numbers(Map<String, SortedMap<Integer, Double>> lines) {
        return lines.values().stream()
                .flatMap(line -> line.keySet().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** Returns whether there are different numbers to compare. */
    static boolean isPossible(Map<String, SortedMap<Integer, Double>> lines) {
        return numbers(lines).size() > 1;
    }

    /**
     * Draws a chart.
     *
     * @param lines for each relay the cost at each number
     */
    static Svg draw(
            String title,
            String xLabel,
            String yLabel,
            Map<String, SortedMap<Integer, Double>> lines) {
        LineChart chart = new LineChart(lines);
        chart.svg.heading(LEFT, 24, title);
        chart.axes(xLabel, yLabel);
        chart.lines();
        chart.legend();
        return chart.svg;
    }

    private void axes(String xLabel, String yLabel) {
        for (double tick : y.ticks()) {
            double at = y.position(tick);
            line(LEFT, at, RIGHT, at, GRID);
            String format = tick < 1 ? "%.1f" : "%.0f";
            svg.text(LEFT - 8, at + 4, "end", String.format(Locale.ROOT, format, tick));
        }
        for (int number : numbers) {
            double at = x.position(number);
            line(at, BOTTOM, at, BOTTOM + 5, AXIS);
            svg.text(at, BOTTOM + 20, "middle", String.format(Locale.ROOT, "%,d", number));
        }
        line(LEFT, BOTTOM, RIGHT, BOTTOM, AXIS);
        svg.text((LEFT + RIGHT) / 2.0, BOTTOM + 44, "middle", xLabel);
        svg.textUpwards(20, (TOP + BOTTOM) / 2.0, yLabel);
    }

    private void line(double x1, double y1, double x2, double y2, String color) {
        svg.line(List.of(new Point(x1, y1), new Point(x2, y2)), 1, color);
    }

    private void lines() {
        RelayStyle.ALL.forEach(
                (relay, style) -> {
                    List<Point> points = new ArrayList<>();
                    lines.getOrDefault(relay, Collections.emptySortedMap())
                            .forEach(
                                    (number, cost) ->
                                            points.add(
                                                    new Point(
                                                            x.position(number), y.position(cost))));
                    svg.line(points, 2, style.color());
                    points.forEach(point -> svg.marker(point, style));
                });
    }

    private void legend() {
        double at = LEFT;
        for (Map.Entry<String, RelayStyle> relay : RelayStyle.ALL.entrySet()) {
            if (lines.containsKey(relay.getKey())) {
                Point begin = new Point(at, LEGEND);
                Point end = new Point(at + LEGEND_LINE, LEGEND);
                svg.line(List.of(begin, end), 2, relay.getValue().color());
                svg.marker(new Point(at + LEGEND_LINE / 2.0, LEGEND), relay.getValue());
                svg.text(at + LEGEND_LINE + 8, LEGEND + 4, "start", relay.getKey());
                at += 2 * LEGEND_LINE + 8 + CHARACTER * relay.getKey().length();
            }
        }
    }
}
