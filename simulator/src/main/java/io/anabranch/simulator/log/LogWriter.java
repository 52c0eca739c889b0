package io.anabranch.simulator.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The appending side of one log. Two ends matter: how far is written, and how far is readable (and acknowledged). With {@link Durability#OS} they are
 * one. With {@link Durability#FSYNC} a flush takes all appends since the last one along: while it runs, more gather. A write that fails is cut off
 * again; a flush that fails takes everything back that was not readable: after a failed flush nobody knows what reached the disk, so it is
 * written anew or not at all. Either way the next append begins right behind the last readable or whole frame.
 */
final class LogWriter {
    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);
    private static final CompletionStage<@Nullable Void> DONE = CompletableFuture.completedStage(null);
    /** Index entries that are written at once. */
    private static final int INDEX_BATCH = 16;

    private final ShardLog log;
    private final LogSpace space;
    private final ReentrantLock lock;
    private @Nullable Segment segment;
    private SparseIndex index = new SparseIndex();
    private int indexPersisted;
    private long position;
    private Tip written;
    private boolean cutNeeded;
    private boolean sealed;
    private boolean closed;
    private List<CompletableFuture<@Nullable Void>> waiting = new ArrayList<>();
    private boolean flushing;
    /** A flush is under way. Nobody else forces the file then: the system tells a failure to one of two only. */
    private boolean forcing;
    private final Condition forced;

    LogWriter(ShardLog log, LogSpace space, ReentrantLock lock) throws IOException {
        this.log = log;
        this.space = space;
        this.lock = lock;
        this.forced = lock.newCondition();
        this.written = log.tip();
        SegmentList segments = log.segments();
        if (segments.isEmpty() || !segments.last().isReadable()) return;
        Segment last = segments.last();
        segment = last;
        position = last.end();
        index = last.growingIndex();
        cutNeeded = true;
    }

    Optional<CompletionStage<@Nullable Void>> append(FrameBuffer frame, long leastIndex, long nowMillis) throws IOException {
        frame.seal();
        boolean readable;
        CompletionStage<@Nullable Void> done;
        lock.lock();
        try {
            if (!fits(frame.length()) || leaps(leastIndex)) awaitForce(); // the lock is given up meanwhile, so this comes first
            if (closed) throw new IOException("log is closed");
            if (sealed) return Optional.empty();
            long first = Math.max(leastIndex, written.nextIndex());
            Segment target = room(first, frame.length());
            write(target, frame, first, Math.max(nowMillis, written.arrivalMillis()));
            readable = space.durability() != Durability.FSYNC;
            if (readable) publish(target);
            done = readable ? DONE : awaitFlush();
        } finally {
            lock.unlock();
        }
        if (readable) log.wake();
        return Optional.of(done);
    }

    private void write(Segment target, FrameBuffer frame, long first, long arrivalMillis) throws IOException {
        ByteBuffer bytes = frame.finish(first, first > written.nextIndex(), arrivalMillis, target.salt());
        try {
            target.file().write(bytes, position);
        } catch (IOException e) {
            cutNeeded = true;
            cutIfPossible(target);
            space.mappings().reclaim(1);
            throw new IOException("could not append to " + target.path() + ": " + e.getMessage(), e);
        }
        if (index.offer(first, arrivalMillis, position)) persistIndex(target, INDEX_BATCH);
        position += frame.length();
        written = new Tip(first + frame.count(), arrivalMillis);
    }

    private void publish(Segment target) {
        target.end(position);
        log.publish(written);
    }

    // ---- segments

    private Segment room(long first, int frameLength) throws IOException {
        Segment now = segment;
        if (now == null || leaps(first)) return roll(first);
        now.salt();
        if (cutNeeded) cut(now);
        return fits(frameLength) ? now : roll(first);
    }

    /** A frame so far on would not be taken for one of the segment. */
    private boolean leaps(long index) {
        return index - written.nextIndex() > Integer.MAX_VALUE;
    }

    private boolean fits(int frameLength) {
        return position + frameLength <= space.segmentBytes() || position == SegmentHeader.LENGTH;
    }

    private Segment roll(long first) throws IOException {
        Segment full = segment;
        if (full != null) {
            if (space.durability() == Durability.FSYNC) flushNow(full);
            persistIndex(full, 1);
        }
        Segment created = log.roll(first);
        segment = created;
        index = created.growingIndex();
        indexPersisted = 0;
        position = SegmentHeader.LENGTH;
        return created;
    }

    /** Begins another segment if nothing in this one is behind {@code floor}, so that this one can be deleted. */
    void leave(long floor) throws IOException {
        lock.lock();
        try {
            awaitForce();
            boolean left = !closed && !sealed && position > SegmentHeader.LENGTH && written.nextIndex() == floor;
            if (left) roll(floor);
        } finally {
            lock.unlock();
        }
    }

    private void persistIndex(Segment of, int least) {
        if (index.size() - indexPersisted < least) return;
        try {
            of.persistIndex(index, indexPersisted);
            indexPersisted = index.size();
        } catch (IOException e) {
            LOG.debug("index of {} not written, it will be made again when needed", of.path(), e);
        }
    }

    private void cut(Segment of) throws IOException {
        of.file().truncate(position);
        cutNeeded = false;
    }

    private void cutIfPossible(Segment of) {
        try {
            cut(of);
        } catch (IOException e) {
            LOG.warn("{} not cut back to {}; the next append will try again", of.path(), position, e);
        }
    }

    // ---- flushing

    private CompletionStage<@Nullable Void> awaitFlush() {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        waiting.add(done);
        if (!flushing) {
            flushing = true;
            space.flusher().execute(this::flush);
        }
        return done;
    }

    /** Once: whoever came meanwhile waits behind the other logs that wait, and more can join. */
    private void flush() {
        Flush flush = beginFlush();
        if (flush == null) return;
        complete(flush.waiting, finishFlush(flush, force(flush.segment)));
        if (goesOn()) space.flusher().execute(this::flush);
    }

    private boolean goesOn() {
        lock.lock();
        try {
            flushing = !waiting.isEmpty();
            return flushing;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Flush beginFlush() {
        lock.lock();
        try {
            Segment now = segment;
            flushing = now != null && !waiting.isEmpty();
            if (now == null || !flushing) return null;
            forcing = true;
            Flush flush = new Flush(now, position, written, waiting);
            waiting = new ArrayList<>();
            return flush;
        } finally {
            lock.unlock();
        }
    }

    private static @Nullable IOException force(Segment of) {
        try {
            of.file().force();
            return null;
        } catch (IOException | RuntimeException e) {
            return new IOException("could not force " + of.path() + " to disk: " + e.getMessage(), e);
        }
    }

    private @Nullable IOException finishFlush(Flush flush, @Nullable IOException failure) {
        lock.lock();
        try {
            if (failure != null) {
                takeBack(flush.waiting);
            } else {
                flush.segment.end(flush.position);
                log.publish(flush.tip);
            }
            return failure;
        } finally {
            forcing = false;
            forced.signalAll();
            lock.unlock();
        }
    }

    /** Forgets all that is written and not readable; whoever waits for it joins {@code failed}. Under the lock. */
    private void takeBack(List<CompletableFuture<@Nullable Void>> failed) {
        Segment now = segment;
        if (now == null) return;
        failed.addAll(waiting);
        waiting = new ArrayList<>();
        written = log.tip();
        position = endOf(now);
        index.cut(position);
        if (indexPersisted > index.size()) indexPersisted = 0;
        cutNeeded = true;
        cutIfPossible(now);
    }

    private static long endOf(Segment growing) {
        try {
            return growing.end();
        } catch (IOException e) {
            throw new IllegalStateException("end of a growing segment is known", e);
        }
    }

    /** Waits until no flush is under way; others may append meanwhile. Under the lock. */
    private void awaitForce() {
        while (forcing) forced.awaitUninterruptibly();
    }

    /** Flushes on this thread. Under the lock, which was not given up since {@link #awaitForce()}. */
    private void flushNow(Segment of) throws IOException {
        List<CompletableFuture<@Nullable Void>> flushed = waiting;
        waiting = new ArrayList<>();
        IOException failure = force(of);
        if (failure == null) publish(of);
        else takeBack(flushed);
        space.flusher().execute(() -> complete(flushed, failure));
        if (failure != null) throw failure;
    }

    private void complete(List<CompletableFuture<@Nullable Void>> stages, @Nullable IOException failure) {
        if (failure == null) log.wake();
        for (CompletableFuture<@Nullable Void> stage : stages) {
            if (failure == null) stage.complete(null);
            else stage.completeExceptionally(failure);
        }
    }

    // ---- ends

    void seal() throws IOException {
        lock.lock();
        try {
            awaitForce();
            Segment now = segment;
            if (now != null && !waiting.isEmpty()) flushNow(now);
            sealed = true;
            if (now != null) persistIndex(now, 1);
        } finally {
            lock.unlock();
        }
    }

    void unseal() {
        lock.lock();
        try {
            sealed = false;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    void close() throws IOException {
        lock.lock();
        try {
            if (closed) return;
            closed = true;
            awaitForce();
            Segment now = segment;
            if (now == null) return;
            persistIndex(now, 1);
            if (!waiting.isEmpty()) flushNow(now);
        } finally {
            lock.unlock();
        }
    }

    /** What one flush covers. */
    private record Flush(Segment segment, long position, Tip tip, List<CompletableFuture<@Nullable Void>> waiting) {}
}
