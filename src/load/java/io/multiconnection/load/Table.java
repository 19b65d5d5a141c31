package io.multiconnection.load;

import java.util.Locale;
import java.util.OptionalDouble;

/** Rows of figures in Markdown. */
final class Table {

    static final String HEADER =
            """
            | Load | Relay | CPU s/GB | cores | MB/s | delivered | video p50/p99/p99.9 ms | audio p50/p99/p99.9 ms | sends/frame | receives/frame | alloc B/frame | GC ms/s | RSS MB |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\
            """;

    private static final double MEGA = 1e6;

    private Table() {}

    static String row(Figures figures) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %.2f | %.3f | %.1f | %.2f %% | %s | %s | %s | %s | %s | %s | %.0f |",
                figures.scenario(),
                figures.relay(),
                figures.cpuPerGigabyte(),
                figures.cores(),
                figures.megabytesPerSecond(),
                100 * figures.delivered(),
                cell(figures.video()),
                cell(figures.audio()),
                cell(figures.sendsPerFrame(), "%.2f"),
                cell(figures.receivesPerFrame(), "%.2f"),
                cell(figures.allocationPerFrame(), "%.0f"),
                cell(figures.gcPauseMillisPerSecond(), "%.2f"),
                figures.rssBytes() / MEGA);
    }

    static String cell(Delays delays) {
        return String.format(
                Locale.ROOT, "%.2f / %.2f / %.2f", delays.p50(), delays.p99(), delays.p999());
    }

    private static String cell(OptionalDouble value, String format) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "–";
    }
}
