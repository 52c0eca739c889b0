package io.anabranch.lease.simulation;

import io.anabranch.lease.protocol.EventLoop;
import io.anabranch.lease.store.SimulatedEnsemble;
import io.anabranch.lease.store.VirtualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** One worker's process: its own clock, which may run fast or slow; can be paused, and killed for good. */
final class SimulatedProcess implements EventLoop, SimulatedEnsemble.Process {
    private final VirtualTime time;
    private final double rate;
    private final long origin;
    private final Deque<Runnable> held = new ArrayDeque<>();
    private boolean paused;
    private boolean dead;

    SimulatedProcess(VirtualTime time, double rate, long origin) {
        this.time = time;
        this.rate = rate;
        this.origin = origin;
    }

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        while (!paused && !held.isEmpty()) held.poll().run();
    }

    void kill() {
        dead = true;
        held.clear();
    }

    @Override
    public boolean isDead() {
        return dead;
    }

    boolean isPaused() {
        return paused;
    }

    @Override
    public void run(Runnable task) {
        if (dead) return;
        if (paused) held.add(task);
        else task.run();
    }

    @Override
    public boolean execute(Runnable task) {
        time.after(0, () -> run(task));
        return !dead;
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        boolean[] cancelled = new boolean[1];
        time.after((long) Math.ceil(delay.toNanos() / rate) + 1, () -> run(() -> {
            if (!cancelled[0]) task.run();
        }));
        return () -> cancelled[0] = true;
    }

    @Override
    public long nanoTime() {
        return origin + (long) (time.now() * rate);
    }
}
