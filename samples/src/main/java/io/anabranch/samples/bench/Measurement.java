package io.anabranch.samples.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One line of a report.
 *
 * @param name      what was measured
 * @param unit      of all values: {@code records/s}, {@code us}
 * @param value     the median of the rounds, unless the name says otherwise
 * @param reference the same of what it is measured against in the same run, if there is something
 * @param peers     the same at the peers; none if it is not measured there
 */
public record Measurement(String name, String unit, double value, Optional<Double> reference, List<PeerFigure> peers) {
    public Measurement {
        peers = List.copyOf(peers);
    }

    Measurement(String name, String unit, double value, Optional<Double> reference) {
        this(name, unit, value, reference, List.of());
    }

    Measurement with(List<PeerFigure> figures) {
        return new Measurement(name, unit, value, reference, figures);
    }

    /** Ours by the reference's; none if that is zero. */
    public Optional<Double> ratio() {
        return reference.flatMap(this::ratioTo);
    }

    /** Ours by another value; none if that is zero. */
    public Optional<Double> ratioTo(double other) {
        return other == 0 ? Optional.empty() : Optional.of(value / other);
    }

    static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) throw new IllegalArgumentException("no values");
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
    }
}
