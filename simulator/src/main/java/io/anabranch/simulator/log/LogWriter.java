package io.anabranch.simulator.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The appending side of one log. Two ends matter: how far is written, and how far is readable (and acknowledged). With {@link Durability#OS} they are
 * one. With {@link Durability#FSYNC} the {@link CommitLog} moves the second one after the first. A write that fails is cut off again; a commit that fails
 * takes everything back that was not readable. Either way the next append begins right behind the last readable or whole frame. Nothing waits for a
 * commit in any segment but the last.
 */
final class LogWriter {
    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);
    private static final CompletionStage<@Nullable Void> DONE = CompletableFuture.completedStage(null);
    /** Index entries that are written at once. */
    private static final int INDEX_BATCH = 16;

    private final ShardLog log;
    private final LogSpace space;
    private final ReentrantLock lock;
    private final @Nullable CommitLog commits;
    private CommitGroup.@Nullable Share share;
    private @Nullable Segment segment;
    private SparseIndex index = new SparseIndex();
    private int indexPersisted;
    private long position;
    private Tip written;
    private boolean cutNeeded;
    private boolean sealed;
    private boolean closed;

    LogWriter(ShardLog log, LogSpace space, ReentrantLock lock) throws IOException {
        this.log = log;
        this.space = space;
        this.lock = lock;
        this.commits = space.commits();
        this.written = log.tip();
        SegmentList segments = log.segments();
        if (segments.isEmpty() || !segments.last().isReadable()) return;
        Segment last = segments.last();
        segment = last;
        position = last.end();
        index = last.growingIndex();
    }

    Optional<CompletionStage<@Nullable Void>> append(FrameBuffer frame, long leastIndex, long nowMillis) throws IOException {
        frame.seal();
        CommitLog shared = commits;
        if (shared != null) shared.admit();
        CompletionStage<@Nullable Void> done;
        lockWithRoom(frame.length(), leastIndex);
        try {
            if (closed) throw new IOException("log is closed");
            if (sealed) return Optional.empty();
            long first = Math.max(leastIndex, written.nextIndex());
            Segment target = room(first, frame.length());
            done = write(target, frame, first, Math.max(nowMillis, written.arrivalMillis()));
        } finally {
            lock.unlock();
        }
        if (shared == null) log.wake();
        else shared.start();
        return Optional.of(done);
    }

    /** Takes the lock. If another segment must follow for the frame, nothing waits for a commit in this one then. */
    private void lockWithRoom(int frameLength, long leastIndex) {
        lock.lock();
        while (commits != null && isWaiting() && (!fits(frameLength) || leaps(leastIndex))) {
            lock.unlock();
            commits.sync();
            lock.lock();
        }
    }

    private boolean isWaiting() {
        return written.nextIndex() != log.tip().nextIndex();
    }

    private CompletionStage<@Nullable Void> write(Segment target, FrameBuffer frame, long first, long arrivalMillis) throws IOException {
        ByteBuffer bytes = frame.finish(first, first > written.nextIndex(), arrivalMillis, target.salt());
        long end = position + frame.length();
        Tip tip = new Tip(first + frame.count(), arrivalMillis);
        try {
            target.file().write(bytes, position);
            if (commits != null) share = commits.add(share, this, target, position, bytes.rewind(), tip);
        } catch (IOException e) {
            cutNeeded = true;
            cutIfPossible(target);
            space.mappings().reclaim(1);
            throw new IOException("could not append to " + target.path() + ": " + e.getMessage(), e);
        }
        if (index.offer(first, arrivalMillis, position)) persistIndex(target, INDEX_BATCH);
        position = end;
        written = tip;
        if (share != null) return share.done();
        publish(target, end, tip);
        return DONE;
    }

    // ---- what a commit does

    void publish(Segment in, long end, Tip tip) {
        in.end(end);
        log.publish(tip);
    }

    void wake() {
        log.wake();
    }

    /** Forgets all that is written and not readable. */
    void takeBack() {
        lock.lock();
        try {
            Segment now = segment;
            if (now == null) return;
            written = log.tip();
            position = endOf(now);
            index.cut(position);
            if (indexPersisted > index.size()) indexPersisted = 0;
            cutNeeded = true;
            cutIfPossible(now);
        } finally {
            lock.unlock();
        }
    }

    private static long endOf(Segment growing) {
        try {
            return growing.end();
        } catch (IOException e) {
            throw new IllegalStateException("end of a growing segment is known", e);
        }
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
        if (commits != null) commits.requireWhole();
        Segment full = segment;
        if (full != null) {
            if (cutNeeded) cut(full);
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

    /** On the disk too, where the disk counts: whole frames that were taken back would be found behind those written in their place. */
    private void cut(Segment of) throws IOException {
        of.file().truncate(position);
        if (commits != null) commits.files().force(of);
        cutNeeded = false;
    }

    private void cutIfPossible(Segment of) {
        try {
            cut(of);
        } catch (IOException e) {
            LOG.warn("{} not cut back to {}; the next append will try again", of.path(), position, e);
        }
    }

    // ---- ends

    void seal() throws IOException {
        CommitGroup.Share last;
        lock.lock();
        try {
            sealed = true;
            last = isWaiting() ? share : null;
        } finally {
            lock.unlock();
        }
        IOException failure = committed(last);
        if (failure != null) {
            unseal();
            throw failure;
        }
        persistIndex();
    }

    private @Nullable IOException committed(CommitGroup.@Nullable Share last) {
        if (last == null || commits == null) return null;
        commits.sync();
        return last.failure();
    }

    private void persistIndex() {
        lock.lock();
        try {
            Segment now = segment;
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

    /** @throws IOException if the last records could not be committed; it is closed then, too */
    void close() throws IOException {
        CommitGroup.Share last;
        lock.lock();
        try {
            if (closed) return;
            closed = true;
            last = isWaiting() ? share : null;
        } finally {
            lock.unlock();
        }
        IOException failure = committed(last);
        persistIndex();
        if (failure != null) throw failure;
    }
}
