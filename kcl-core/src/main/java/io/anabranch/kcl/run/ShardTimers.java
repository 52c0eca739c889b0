package io.anabranch.kcl.run;

import io.anabranch.kcl.processor.ProcessorContext.TimerTask;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;

/**
 * The timers of one claim, by its clock; equal times in the order they were set. Somebody has to ask for the
 * due ones. Thread-safe.
 */
final class ShardTimers {
    private final InstantSource clock;
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::atMillis).thenComparingLong(Timer::number));
    private long numbers;

    record Timer(long atMillis, long number, TimerTask task) {}

    ShardTimers(InstantSource clock) {
        this.clock = clock;
    }

    /** @param delay zero or more */
    synchronized void schedule(Duration delay, TimerTask task) {
        if (delay.isNegative()) throw new IllegalArgumentException("delay is negative: " + delay);
        timers.add(new Timer(Math.addExact(clock.millis(), delay.toMillis()), numbers++, task));
    }

    /** The first one whose time has come; it stays until {@link #done}. */
    synchronized Optional<Timer> due() {
        Timer first = timers.peek();
        return first != null && first.atMillis <= clock.millis() ? Optional.of(first) : Optional.empty();
    }

    /** The task was run. */
    synchronized void done(Timer timer) {
        timers.remove(timer);
    }

    /** When the first one is due, epoch milliseconds. */
    synchronized OptionalLong nextMillis() {
        Timer first = timers.peek();
        return first == null ? OptionalLong.empty() : OptionalLong.of(first.atMillis);
    }

    synchronized void clear() {
        timers.clear();
    }
}
