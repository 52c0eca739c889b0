package io.anabranch.kcl.run;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses that double from {@code first} to {@code max}. */
record Backoff(Duration first, Duration max) {
    private static final int MOST_DOUBLINGS = 30;

    /** @param failures in a row, at least 1 */
    Duration after(int failures) {
        Duration doubled = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        return doubled.compareTo(max) < 0 ? doubled : max;
    }

    /** The same, shortened at random by up to a half, so that many who failed together do not come back together. */
    Duration after(int failures, RandomGenerator random) {
        long nanos = after(failures).toNanos();
        return Duration.ofNanos(nanos - random.nextLong(nanos / 2 + 1));
    }
}
