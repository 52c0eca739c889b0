package io.anabranch.simulator.stream;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts of one stream, from zero when the folder was opened. Thread-safe. */
public final class StreamMeters {
    /** Never changes once it is made. */
    private final Map<StreamMetric, LongAdder> counts = new EnumMap<>(StreamMetric.class);

    private final Map<StreamTimer, Timed> times = new EnumMap<>(StreamTimer.class);

    /** Calls and the microseconds they took. */
    private record Timed(LongAdder calls, LongAdder micros) {}

    /**
     * What calls took together.
     *
     * @param micros by the service's clock
     */
    public record Taken(long calls, long micros) {}

    StreamMeters() {
        Arrays.stream(StreamMetric.values()).forEach(metric -> counts.put(metric, new LongAdder()));
        Arrays.stream(StreamTimer.values()).forEach(timer -> times.put(timer, new Timed(new LongAdder(), new LongAdder())));
    }

    public void add(StreamMetric metric, long amount) {
        Objects.requireNonNull(counts.get(metric)).add(amount);
    }

    /** A call that began at {@code begun} is over. */
    public void took(StreamTimer timer, Instant begun, Instant now) {
        Timed timed = Objects.requireNonNull(times.get(timer));
        timed.calls.increment();
        timed.micros.add(Math.max(0, ChronoUnit.MICROS.between(begun, now))); // the system's clock may be set back
    }

    Map<StreamTimer, Taken> times() {
        Map<StreamTimer, Taken> all = new EnumMap<>(StreamTimer.class);
        times.forEach((timer, timed) -> all.put(timer, new Taken(timed.calls.sum(), timed.micros.sum())));
        return all;
    }

    Map<StreamMetric, Long> counts() {
        Map<StreamMetric, Long> all = new EnumMap<>(StreamMetric.class);
        counts.forEach((metric, count) -> all.put(metric, count.sum()));
        return all;
    }
}
