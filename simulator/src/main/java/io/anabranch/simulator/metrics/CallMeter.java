package io.anabranch.simulator.metrics;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Calls of one operation: how many had which answer, and how long they took. Thread-safe. */
final class CallMeter {
    /** Upper ends, inclusive; what takes longer is in one more. */
    private static final long[] BUCKET_MICROS = {100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 100_000, 500_000, 1_000_000, 5_000_000};

    private static final double NANOS = 1e9;

    private final Map<Integer, LongAdder> byStatus = new ConcurrentHashMap<>();
    private final LongAdder[] byLength = new LongAdder[BUCKET_MICROS.length + 1];
    private final LongAdder totalNanos = new LongAdder();

    CallMeter() {
        Arrays.setAll(byLength, bucket -> new LongAdder());
    }

    void add(int status, long nanos) {
        byStatus.computeIfAbsent(status, unused -> new LongAdder()).increment();
        int found = Arrays.binarySearch(BUCKET_MICROS, (nanos + 999) / 1_000);
        byLength[found < 0 ? -found - 1 : found].increment();
        totalNanos.add(nanos);
    }

    SortedMap<Integer, Long> byStatus() {
        SortedMap<Integer, Long> counts = new TreeMap<>();
        byStatus.forEach((status, count) -> counts.put(status, count.sum()));
        return counts;
    }

    long count() {
        return Arrays.stream(byLength).mapToLong(LongAdder::sum).sum();
    }

    double seconds() {
        return totalNanos.sum() / NANOS;
    }

    /** Number of calls that took so many seconds or less, by that bound; the last one is all of them. */
    SortedMap<Double, Long> withinSeconds() {
        SortedMap<Double, Long> within = new TreeMap<>();
        long sum = 0;
        for (int i = 0; i < byLength.length; i++) {
            sum += byLength[i].sum();
            within.put(i < BUCKET_MICROS.length ? BUCKET_MICROS[i] / 1e6 : Double.POSITIVE_INFINITY, sum);
        }
        return within;
    }
}
