package io.multiconnection.load;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Chart of the cost of relays under the same loads, one bar for each. */
final class BarChart {

    private static final int WIDTH = 760;
    private static final int LEFT = 140;
    private static final int RIGHT = WIDTH - 64;
    private static final int TITLE = 40;
    private static final int ROW = 22;
    private static final int BAR = 16;
    private static final int GAP = 12;

    private BarChart() {}

    /** Returns a chart of values by load and relay, in the order of the loads. */
    static Svg draw(String title, Map<String, Map<String, Double>> loads) {
        int rows = loads.values().stream().mapToInt(relays -> 1 + relays.size()).sum();
        Svg svg = new Svg(WIDTH, TITLE + rows * ROW + loads.size() * GAP);
        svg.heading(16, 24, title);
        double most =
                loads.values().stream()
                        .flatMap(relays -> relays.values().stream())
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElse(1);
        int y = TITLE;
        for (Map.Entry<String, Map<String, Double>> load : loads.entrySet()) {
            svg.text(16, y + BAR, "start", load.getKey());
            y += ROW;
            for (String relay : order(load.getValue())) {
                bar(svg, y, relay, load.getValue().get(relay), most);
                y += ROW;
            }
            y += GAP;
        }
        return svg;
    }

    private static List<String> order(Map<String, Double> relays) {
        return RelayStyle.ALL.keySet().stream().filter(relays::containsKey).toList();
    }

    private static void bar(Svg svg, int y, String relay, double value, double most) {
        double length = (RIGHT - LEFT) * value / most;
        svg.text(LEFT - 8, y + BAR - 4, "end", relay);
        svg.bar(LEFT, y, length, BAR, RelayStyle.ALL.get(relay).color());
        String figure = String.format(Locale.ROOT, "%.2f", value);
        svg.text(LEFT + length + 6, y + BAR - 4, "start", figure);
    }
}
