package io.multiconnection.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * Figures of the gateway's JVM, from its metrics.
 *
 * @param heapBytes used heap, including garbage
 * @param allocatedBytes heap allocated since the start, as of the last collection
 * @param gcPauseSeconds sum of the pauses since the start
 */
record JvmUsage(double heapBytes, double allocatedBytes, double gcPauseSeconds) {

    static JvmUsage read(URI metrics) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            String text =
                    http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                            .body();
            return new JvmUsage(
                    sum(text, "jvm_memory_used_bytes", "area=\"heap\""),
                    sum(text, "jvm_gc_memory_allocated_bytes_total", ""),
                    sum(text, "jvm_gc_pause_seconds_sum", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static double sum(String metrics, String name, String label) {
        return metrics.lines()
                .filter(line -> line.startsWith(name) && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
