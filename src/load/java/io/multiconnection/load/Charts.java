package io.multiconnection.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** Charts of the processor time for each delivered gigabyte, as SVG files. */
final class Charts {

    private static final String COST = "CPU seconds per delivered GB";

    private Charts() {}

    /** Writes the charts for which there are figures into a folder. */
    static void write(Path folder, List<Figures> figures) throws IOException {
        Map<String, Map<String, Double>> bars = bars(figures);
        if (!bars.isEmpty()) {
            Svg chart = BarChart.draw(COST, bars);
            Files.writeString(folder.resolve("load-bars.svg"), chart.toString());
        }
        growth(
                folder.resolve("load-targets.svg"),
                "One publisher of 2.6 Mbit/s at 8 × its pace, by number of servers",
                "servers",
                lines(figures, Scenario::isOfTargets, Scenario::targets));
        growth(
                folder.resolve("load-publishers.svg"),
                "Publishers of 600 kbit/s to two servers each, by their number",
                "publishers",
                lines(figures, Scenario::isOfPublishers, Scenario::publishers));
    }

    private static void growth(
            Path file, String title, String xLabel, Map<String, SortedMap<Integer, Double>> lines)
            throws IOException {
        if (LineChart.isPossible(lines)) {
            Files.writeString(file, LineChart.draw(title, xLabel, COST, lines).toString());
        }
    }

    private static Map<String, Map<String, Double>> bars(List<Figures> figures) {
        Map<String, Map<String, Double>> bars = new LinkedHashMap<>();
        for (Scenario scenario : Scenario.all()) {
            for (Figures each : figures) {
                if (scenario.isQuoted() && each.scenario().equals(scenario.name())) {
                    bars.computeIfAbsent(scenario.title(), _ -> new HashMap<>())
                            .put(each.relay(), each.cpuPerGigabyte());
                }
            }
        }
        return bars;
    }

    private static Map<String, SortedMap<Integer, Double>> lines(
            List<Figures> figures, Predicate<Scenario> isPart, ToIntFunction<Scenario> number) {
        Map<String, SortedMap<Integer, Double>> lines = new HashMap<>();
        for (Scenario scenario : Scenario.all().stream().filter(isPart).toList()) {
            for (Figures each : figures) {
                if (each.scenario().equals(scenario.name())) {
                    lines.computeIfAbsent(each.relay(), _ -> new TreeMap<>())
                            .put(number.applyAsInt(scenario), each.cpuPerGigabyte());
                }
            }
        }
        return lines;
    }
}
