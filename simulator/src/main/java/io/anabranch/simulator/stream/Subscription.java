package io.anabranch.simulator.stream;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One shard pushed to one consumer, for five minutes at most. Whoever takes the events asks for them: nothing is read ahead, so one that does not
 * ask holds up nobody. Asked and closed by one thread at a time.
 */
public final class Subscription implements AutoCloseable {
    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final long MAX_QUIET_MILLIS = 5_000;
    /** Signs of life are due on a grid, so that those of many subscriptions go out at once and cost one wake-up. */
    private static final long GRID_MILLIS = 250;
    private static final int MAX_RECORDS = 10_000;
    private static final int MAX_BYTES = 256 << 10;
    private static final long BYTES_A_SECOND = 2 << 20;

    private final Shard shard;
    private final ServiceClock clock;
    private final boolean paced;
    private final Consumer<Subscription> whenClosed;
    private final long startedMillis;
    private final ServiceClock.Scheduled lifeAlarm;
    private long nextIndex;
    /** The next event must wait until then. */
    private long pausedUntilMillis;
    /** An event is due then, if only to say that the line is alive. */
    private long quietUntilMillis;
    private boolean told;
    private Shard.@Nullable Registration listening;
    private volatile Runnable ready = () -> {};
    /** Rings when {@link #next()} may give an event although no record came. */
    private volatile @Nullable Alarm alarm;
    private volatile @Nullable StreamException refused;
    private volatile boolean closed;

    /** What a subscriber is told. */
    public sealed interface Event {}

    /**
     * Records; none of them if the event only says that the line is alive.
     *
     * @param continuation reading goes on after it; empty at the end of a closed shard, where this is the last event
     */
    public record Records(ShardRecords records, Optional<SequenceNumber> continuation) implements Event {}

    /** The last event of a subscription that ends before its time. */
    public record Failed(StreamException cause) implements Event {}

    /**
     * @param nextIndex where it begins
     * @param paced     true to give no more than 2 MiB a second
     */
    Subscription(Shard shard, long nextIndex, ServiceClock clock, boolean paced, Consumer<Subscription> whenClosed) {
        this.shard = shard;
        this.nextIndex = nextIndex;
        this.clock = clock;
        this.paced = paced;
        this.whenClosed = whenClosed;
        this.startedMillis = clock.millis();
        this.quietUntilMillis = startedMillis;
        this.lifeAlarm = clock.schedule(LIFE, this::wake);
    }

    long startedMillis() {
        return startedMillis;
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * Has {@code runnable} run when there may be an event, or the end, after {@link #next()} gave none: on any thread, so it must not block or throw.
     * Called once, before the first event is asked for.
     */
    public void onReady(Runnable runnable) {
        ready = runnable;
        try {
            listening = shard.onAppend(runnable);
        } catch (StreamException e) {
            refused = e; // the shard was deleted just now
        }
    }

    private void wake() {
        ready.run();
    }

    /** The next event, if there is one now. */
    public Optional<Event> next() {
        if (isOver()) return Optional.empty();
        StreamException cause = refused;
        return cause == null ? read(clock.millis()) : last(new Failed(cause));
    }

    /** True once the last event was told, or the five minutes are over. */
    public boolean isOver() {
        return told || clock.millis() - startedMillis >= LIFE.toMillis();
    }

    private Optional<Event> read(long now) {
        if (now < pausedUntilMillis) return nothingBefore(pausedUntilMillis, now);
        ShardRecords records;
        try {
            records = shard.read(nextIndex, MAX_RECORDS, MAX_BYTES);
        } catch (StreamException e) {
            return last(new Failed(e));
        }
        if (records.count() > 0 || records.endOfShard()) shard.traffic().pushed(records);
        if (records.endOfShard()) return last(new Records(records, Optional.empty()));
        if (records.count() == 0 && now < quietUntilMillis) return nothingBefore(quietUntilMillis, now);
        nextIndex = records.nextIndex();
        quietUntilMillis = (now + MAX_QUIET_MILLIS) / GRID_MILLIS * GRID_MILLIS;
        if (paced) pausedUntilMillis = Math.max(now, pausedUntilMillis) + records.sizeBytes() * 1000 / BYTES_A_SECOND;
        return Optional.of(new Records(records, Optional.of(continuation(records, now))));
    }

    private Optional<Event> last(Event event) {
        told = true;
        return Optional.of(event);
    }

    /** Without a record to name, the position itself: a number that orders after what was read and before what is to come. */
    private SequenceNumber continuation(ShardRecords records, long now) {
        if (records.count() > 0) return records.sequenceNumber(records.count() - 1);
        return shard.origin().number(nextIndex - 1, Math.max(now, shard.origin().creationSecond() * 1000));
    }

    private Optional<Event> nothingBefore(long millis, long now) {
        Alarm set = alarm;
        if (set == null || set.dueMillis > millis) {
            if (set != null) set.scheduled.cancel();
            alarm = new Alarm(millis, clock.schedule(Duration.ofMillis(millis - now), this::ring));
        }
        return Optional.empty();
    }

    private void ring() {
        alarm = null;
        wake();
    }

    /** Has it end with {@code cause}; any thread. */
    void end(StreamException cause) {
        refused = cause;
        wake();
    }

    private record Alarm(long dueMillis, ServiceClock.Scheduled scheduled) {}

    /** Gives free what it holds. Again: does nothing. */
    @Override
    public void close() {
        if (closed) return;
        closed = true;
        whenClosed.accept(this);
        lifeAlarm.cancel();
        Alarm set = alarm;
        if (set != null) set.scheduled.cancel();
        if (listening != null) listening.close();
    }
}
