package io.anabranch.simulator.stream;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts of one stream, from zero when the folder was opened. Thread-safe. */
public final class StreamMeters {
    /** Never changes once it is made. */
    private final Map<StreamMetric, LongAdder> counts = new EnumMap<>(StreamMetric.class);

    StreamMeters() {
        Arrays.stream(StreamMetric.values()).forEach(metric -> counts.put(metric, new LongAdder()));
    }

    public void add(StreamMetric metric, long amount) {
        Objects.requireNonNull(counts.get(metric)).add(amount);
    }

    Map<StreamMetric, Long> counts() {
        Map<StreamMetric, Long> all = new EnumMap<>(StreamMetric.class);
        counts.forEach((metric, count) -> all.put(metric, count.sum()));
        return all;
    }
}
