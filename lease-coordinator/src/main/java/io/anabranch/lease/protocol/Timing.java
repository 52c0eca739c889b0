package io.anabranch.lease.protocol;

import java.time.Duration;

/** The durations of the protocol; what they mean and how they depend on each other is said at the settings of the coordinator. */
public record Timing(Duration sessionTimeout, Duration tick, Duration linger, Duration drain, Duration debounce, Duration catalogInterval) {
    /** A timing for a session whose timeout was negotiated to {@code timeout}; the drain deadline follows it up. */
    Timing negotiated(Duration timeout) {
        if (timeout.equals(sessionTimeout)) return this;
        Duration least = timeout.plus(tick);
        return new Timing(timeout, tick, linger, drain.compareTo(least) < 0 ? least : drain, debounce, catalogInterval);
    }

    /** h: how often a worker makes a round trip through the store's leader. */
    Duration heartbeat() {
        return sessionTimeout.dividedBy(6);
    }

    /**
     * How long after the sending of a confirmed request a worker may go on. The store's leader may have heard of the session tick/2 + h before that
     * request, and its clock may run up to 10 % faster.
     */
    Duration window() {
        return sessionTimeout.minus(tick.dividedBy(2)).minus(heartbeat()).multipliedBy(9).dividedBy(10);
    }
}
