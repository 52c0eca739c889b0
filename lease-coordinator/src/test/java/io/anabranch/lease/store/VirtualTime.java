package io.anabranch.lease.store;

import java.util.Comparator;
import java.util.PriorityQueue;

/** The one clock and the one queue of a simulation. Events at the same moment run in the order they were scheduled. */
public final class VirtualTime {
    private record Event(long at, long number, Runnable task) {}

    private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private long now;
    private long scheduled;
    private Runnable afterEach = () -> {};

    public long now() {
        return now;
    }

    public static long millis(double millis) {
        return (long) (millis * 1_000_000);
    }

    /** Runs the task {@code delay} nanoseconds from now. */
    public void after(long delay, Runnable task) {
        events.add(new Event(now + Math.max(0, delay), scheduled++, task));
    }

    public void afterEach(Runnable check) {
        afterEach = check;
    }

    public void runUntil(long end) {
        while (!events.isEmpty() && events.peek().at() <= end) {
            Event next = events.poll();
            now = next.at();
            next.task().run();
            afterEach.run();
        }
        now = Math.max(now, end);
    }
}
