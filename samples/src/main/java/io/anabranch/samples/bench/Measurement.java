package io.anabranch.samples.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One line of a report.
 *
 * @param name      what was measured
 * @param perSecond records a second, the median of the rounds
 * @param reference records a second of the bare equivalent in the same run, if there is one
 */
public record Measurement(String name, double perSecond, Optional<Double> reference) {
    /** Ours by the reference's. */
    public Optional<Double> ratio() {
        return reference.map(bare -> perSecond / bare);
    }

    static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) throw new IllegalArgumentException("no values");
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
    }

    /** The report's heading. */
    public static String heading() {
        return String.format("%-34s %16s %16s %8s", "", "records/s", "bare records/s", "ratio");
    }

    @Override
    public String toString() {
        String bare = reference.map(value -> String.format(Locale.ROOT, "%,16.0f", value)).orElse("");
        String ratio = ratio().map(value -> String.format(Locale.ROOT, "%8.2f", value)).orElse("");
        return String.format(Locale.ROOT, "%-34s %,16.0f %16s %8s", name, perSecond, bare, ratio).stripTrailing();
    }
}
