package io.anabranch.kcl.fakes;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Executor;

/** Clock, executor and timer on the thread of the test: nothing happens unless asked for. Ready tasks run in order, or in an order drawn by a seed. */
public final class VirtualTime implements Executor, InstantSource {
    private static final int MOST_TASKS = 200_000;

    private final List<Runnable> ready = new ArrayList<>();
    private final PriorityQueue<Later> later = new PriorityQueue<>(Comparator.comparingLong(Later::atNanos).thenComparingLong(Later::number));
    private final Random order;
    private final boolean shuffled;
    private long nowNanos;
    private long numbers;

    private record Later(long atNanos, long number, Runnable task) {}

    public VirtualTime() {
        this(false, 0);
    }

    private VirtualTime(boolean shuffled, long seed) {
        this.shuffled = shuffled;
        this.order = new Random(seed);
    }

    public static VirtualTime shuffledBy(long seed) {
        return new VirtualTime(true, seed);
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochSecond(1_000_000).plusNanos(nowNanos);
    }

    @Override
    public void execute(Runnable task) {
        ready.add(task);
    }

    public Runnable after(Duration delay, Runnable task) {
        Later made = new Later(nowNanos + delay.toNanos(), numbers++, task);
        later.add(made);
        return () -> later.remove(made);
    }

    /** Runs what is ready, and what that makes ready. */
    public void settle() {
        for (int tasks = 0; !ready.isEmpty(); tasks++) {
            if (tasks > MOST_TASKS) throw new IllegalStateException("tasks beget tasks for ever");
            ready.remove(shuffled ? order.nextInt(ready.size()) : 0).run();
        }
    }

    /** Runs one ready task. @return false if there was none */
    public boolean step() {
        if (ready.isEmpty()) return false;
        ready.remove(shuffled ? order.nextInt(ready.size()) : 0).run();
        return true;
    }

    public void advance(Duration by) {
        settle();
        long end = nowNanos + by.toNanos();
        for (Later next = later.peek(); next != null && next.atNanos <= end; next = later.peek()) {
            later.remove();
            nowNanos = Math.max(nowNanos, next.atNanos);
            next.task.run();
            settle();
        }
        nowNanos = end;
    }

    public int timers() {
        return later.size();
    }
}
