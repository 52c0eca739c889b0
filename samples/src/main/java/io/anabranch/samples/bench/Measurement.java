package io.anabranch.samples.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One line of a report.
 *
 * @param name      what was measured
 * @param unit      of both values: {@code records/s}, {@code us}
 * @param value     the median of the rounds
 * @param reference the same of what it is measured against in the same run, if there is something
 */
public record Measurement(String name, String unit, double value, Optional<Double> reference) {
    private static final int NAME_COLUMNS = 44;

    /** Ours by the reference's. */
    public Optional<Double> ratio() {
        return reference.map(other -> value / other);
    }

    static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) throw new IllegalArgumentException("no values");
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
    }

    /** The report's heading. */
    public static String heading() {
        return String.format("%-" + NAME_COLUMNS + "s %-9s %14s %14s %8s", "", "", "measured", "reference", "ratio").stripTrailing();
    }

    @Override
    public String toString() {
        String other = reference.map(Measurement::number).orElse("");
        String ratio = ratio().map(quotient -> String.format(Locale.ROOT, "%8.2f", quotient)).orElse("");
        return String.format("%-" + NAME_COLUMNS + "s %-9s %14s %14s %8s", name, unit, number(value), other, ratio).stripTrailing();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100_000 ? "%,14.1f" : "%,14.0f", value).strip();
    }
}
