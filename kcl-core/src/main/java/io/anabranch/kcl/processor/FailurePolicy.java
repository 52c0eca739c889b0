package io.anabranch.kcl.processor;

import java.time.Duration;

/**
 * What happens when a processor throws: the same records are given again after a pause that doubles each time; when the retries are used up the
 * shard is FAILED, with the reason in its lease record, and stays with its worker until an operator decides. Nothing is ever skipped.
 *
 * @param retries      how often a call is repeated before the shard is FAILED; {@link Integer#MAX_VALUE} is for ever
 * @param firstBackoff pause before the first retry, more than zero
 * @param maxBackoff   longest pause, at least {@code firstBackoff}
 */
public record FailurePolicy(int retries, Duration firstBackoff, Duration maxBackoff) {
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(10);

    public FailurePolicy {
        if (retries < 0) throw new IllegalArgumentException("retries must not be negative, was " + retries);
        if (firstBackoff.isNegative() || firstBackoff.isZero()) {
            throw new IllegalArgumentException("firstBackoff must be more than zero, was " + firstBackoff);
        }
        if (maxBackoff.compareTo(firstBackoff) < 0) {
            throw new IllegalArgumentException("maxBackoff must be at least firstBackoff " + firstBackoff + ", was " + maxBackoff);
        }
    }

    /** {@code retries} repetitions, pauses from 100 ms doubling to 10 s. */
    public static FailurePolicy retry(int retries) {
        return new FailurePolicy(retries, FIRST_BACKOFF, MAX_BACKOFF);
    }

    /** Repeats until it succeeds or the lease goes. */
    public static FailurePolicy retryForEver() {
        return retry(Integer.MAX_VALUE);
    }

    public FailurePolicy withBackoff(Duration first, Duration max) {
        return new FailurePolicy(retries, first, max);
    }

    /** @param failures how often the call has failed by now, at least 1 */
    public boolean givesUpAfter(int failures) {
        return retries != Integer.MAX_VALUE && failures > retries;
    }
}
