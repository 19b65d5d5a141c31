package io.multiconnection.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Bar chart of the processor time for each delivered gigabyte, as SVG. */
final class Plot {

    private static final int WIDTH = 760;
    private static final int LABEL = 210;
    private static final int BAR = 16;
    private static final int GAP = 10;
    private static final Map<String, String> COLORS =
            Map.of(
                    "gateway", "#2563eb",
                    "nginx-rtmp push", "#16a34a",
                    "FFmpeg tee", "#d97706",
                    "TCP tee", "#6b7280");

    private Plot() {}

    static void write(Path file, List<Figures> figures) throws IOException {
        Map<String, List<Figures>> groups = new TreeMap<>();
        for (Figures each : figures) {
            groups.computeIfAbsent(each.scenario(), _ -> new ArrayList<>()).add(each);
        }
        double most = figures.stream().mapToDouble(Figures::cpuPerGigabyte).max().orElse(1);
        StringBuilder bars = new StringBuilder();
        int y = 2 * GAP + BAR;
        for (Map.Entry<String, List<Figures>> group : groups.entrySet()) {
            for (Figures each : group.getValue()) {
                bars.append(bar(each, y, most));
                y += BAR;
            }
            y += GAP;
        }
        Files.writeString(
                file,
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" font-family="sans-serif" font-size="12">
                <rect width="%1$d" height="%2$d" fill="#fff"/>
                <text x="%3$d" y="%4$d" font-weight="bold">CPU seconds per delivered gigabyte</text>
                %5$s</svg>
                """
                        .formatted(WIDTH, y, LABEL, BAR, bars));
    }

    private static String bar(Figures figures, int y, double most) {
        double length = (WIDTH - LABEL - 60) * figures.cpuPerGigabyte() / most;
        int base = y + BAR - 4;
        return String.format(
                Locale.ROOT,
                """
                <text x="%d" y="%d" text-anchor="end">%s, %s</text>
                <rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/>
                <text x="%.1f" y="%d">%.2f</text>
                """,
                LABEL - 6,
                base,
                figures.scenario(),
                figures.relay(),
                LABEL,
                y,
                length,
                BAR - 2,
                COLORS.getOrDefault(figures.relay(), "#000"),
                LABEL + length + 4,
                base,
                figures.cpuPerGigabyte());
    }
}
