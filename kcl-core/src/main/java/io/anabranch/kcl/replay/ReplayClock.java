package io.anabranch.kcl.replay;

import io.anabranch.kcl.processor.ProcessorContext.TimerTask;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * The time of one shard's replay, with the timers that wait for it. It shows the arrival of the newest record given, or the moment of the timer
 * that runs, and never goes back. Any thread may read it and add timers; one advances it.
 */
final class ReplayClock implements InstantSource {
    private record Timer(long dueMillis, long number, TimerTask task) {}

    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::dueMillis).thenComparingLong(Timer::number));
    private long timersMade;
    private volatile long nowMillis;
    private volatile long nextDueMillis = Long.MAX_VALUE;

    ReplayClock(long startMillis) {
        nowMillis = startMillis;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(nowMillis);
    }

    @Override
    public long millis() {
        return nowMillis;
    }

    /** Timers of one moment run in the order they were made. */
    synchronized void schedule(Duration delay, TimerTask task) {
        if (delay.isNegative()) throw new IllegalArgumentException("delay is negative: " + delay);
        timers.add(new Timer(Math.addExact(nowMillis, delay.toMillis()), timersMade++, task));
        nextDueMillis = timers.element().dueMillis;
    }

    /** When the next timer wants to run, epoch milliseconds; {@link Long#MAX_VALUE} if there is none. */
    long nextDueMillis() {
        return nextDueMillis;
    }

    void advanceTo(long millis) {
        if (millis > nowMillis) nowMillis = millis;
    }

    /** Runs the next timer, at its time. */
    void runNext() throws Exception {
        Timer timer = takeNext();
        advanceTo(timer.dueMillis);
        timer.task.run();
    }

    private synchronized Timer takeNext() {
        Timer next = timers.remove();
        nextDueMillis = timers.isEmpty() ? Long.MAX_VALUE : timers.element().dueMillis;
        return next;
    }

    synchronized void dropTimers() {
        timers.clear();
        nextDueMillis = Long.MAX_VALUE;
    }
}
