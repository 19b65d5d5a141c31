package io.multiconnection.load;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Logarithmic axis of a chart.
 *
 * @param min value at {@code from}, above 0
 * @param max value at {@code to}, above {@code min}
 */
record LogScale(double min, double max, double from, double to) {

    private static final int DECADES = 12;
    private static final double[] STEPS = {1, 2, 5};

    /** Returns a scale that begins and ends with ticks around all values. */
    static LogScale around(DoubleStream values, double from, double to) {
        double[] sorted = values.sorted().toArray();
        double least = sorted[0];
        double most = sorted[sorted.length - 1];
        double min = steps().filter(step -> step < least).max().orElseThrow();
        double max = steps().filter(step -> step > most).min().orElseThrow();
        return new LogScale(min, max, from, to);
    }

    /** Returns 1, 2 and 5 times each power of ten. */
    private static DoubleStream steps() {
        return IntStream.range(-DECADES, DECADES)
                .boxed()
                .flatMapToDouble(
                        power -> DoubleStream.of(STEPS).map(step -> step * Math.pow(10, power)));
    }

    List<Double> ticks() {
        return steps().filter(step -> step >= min && step <= max).boxed().toList();
    }

    double position(double value) {
        return from + (to - from) * Math.log(value / min) / Math.log(max / min);
    }
}
