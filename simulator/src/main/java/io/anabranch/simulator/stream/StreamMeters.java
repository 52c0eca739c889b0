package io.anabranch.simulator.stream;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts of one stream, from zero when the folder was opened. Thread-safe. */
public final class StreamMeters {
    private final LongAdder[] counts = new LongAdder[StreamMetric.values().length];

    StreamMeters() {
        Arrays.setAll(counts, metric -> new LongAdder());
    }

    public void add(StreamMetric metric, long amount) {
        counts[metric.ordinal()].add(amount);
    }

    Map<StreamMetric, Long> counts() {
        Map<StreamMetric, Long> all = new EnumMap<>(StreamMetric.class);
        for (StreamMetric metric : StreamMetric.values()) all.put(metric, counts[metric.ordinal()].sum());
        return all;
    }
}
