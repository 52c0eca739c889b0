package io.anabranch.simulator.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes appends to all logs of a data folder durable by one force: with {@link Durability#FSYNC} every frame is written to its segment, where it is read,
 * and gathered here; what came while a force was under way is forced together next. A frame is readable and acknowledged once that has returned. The
 * segments themselves reach the disk later, before the file that holds their frames is used again.
 *
 * <p>If a group could not be forced, nobody knows what of it reached the disk. It is taken back, with everything gathered since, and nothing is taken before
 * it is sure that nothing of it will be found here. So after a failure the logs are as if nothing of that had been appended; only after a crash some of it may
 * be found at the end of its log after all, in order, unless something was appended there since.
 *
 * <p>Thread-safe. Locks are taken in this order: committing, that of a log, gathering; and after these, that of {@link CommitFiles}.
 */
final class CommitLog implements Closeable {
    static final String FOLDER = "commit-log";
    private static final Logger LOG = LoggerFactory.getLogger(CommitLog.class);
    private static final int FIRST_ROOM = 256 << 10;
    /** Bytes that may wait for the disk; who wants more than that waits himself. */
    private static final int MOST_WAITING = 4 << 20;

    private final CommitFiles files;
    private final Executor executor;
    private final ReentrantLock committing = new ReentrantLock();

    private final ReentrantLock gathering = new ReentrantLock();
    private CommitGroup group = new CommitGroup(ByteBuffer.allocateDirect(FIRST_ROOM));
    private ByteBuffer spare = ByteBuffer.allocateDirect(FIRST_ROOM);
    private volatile int waitingBytes;
    private volatile boolean scheduled;
    private volatile boolean broken;

    CommitLog(LogSpace space, Path data, Executor executor) {
        this.files = new CommitFiles(space, data, executor);
        this.executor = executor;
    }

    CommitFiles files() {
        return files;
    }

    // ---- gathering

    /**
     * To be asked before a frame is appended, without a log's lock. Waits for the disk if very much does already.
     *
     * @throws IOException if the disk does not work yet after a failure
     */
    void admit() throws IOException {
        if (broken) mend();
        if (waitingBytes > MOST_WAITING) sync();
    }

    /** @throws IOException if the disk does not work yet after a failure */
    void requireWhole() throws IOException {
        if (broken) throw new IOException("the commit log does not work again yet");
    }

    /**
     * Gathers a frame that was written to its segment. Under the log's lock; {@link #start()} is called after that was given up.
     *
     * @throws IOException if the disk does not work yet after a failure; nothing was gathered then
     */
    CommitGroup.Share add(CommitGroup.@Nullable Share known, LogWriter writer, Segment segment, long offset, ByteBuffer frame, Tip tip)
            throws IOException {
        gathering.lock();
        try {
            requireWhole();
            CommitGroup.Share share = group.add(known, writer, segment, offset, frame, tip);
            waitingBytes = group.length();
            return share;
        } finally {
            gathering.unlock();
        }
    }

    /** Has what was gathered committed, soon and on another thread. */
    void start() {
        if (scheduled) return;
        if (schedule()) executor.execute(this::commitAndGoOn);
    }

    private boolean schedule() {
        gathering.lock();
        try {
            boolean wanted = !scheduled && !group.isEmpty();
            if (wanted) scheduled = true;
            return wanted;
        } finally {
            gathering.unlock();
        }
    }

    private boolean goesOn() {
        gathering.lock();
        try {
            scheduled = !group.isEmpty();
            return scheduled;
        } finally {
            gathering.unlock();
        }
    }

    // ---- committing

    private void commitAndGoOn() {
        CommitGroup committed = commit();
        try {
            if (goesOn()) executor.execute(this::commitAndGoOn); // beside those who are told of this one
        } finally {
            committed.complete();
        }
    }

    /** When this returns, all that was gathered before is readable, or was taken back. Not under the lock of a log. */
    void sync() {
        CommitGroup committed = commit();
        if (!committed.isEmpty()) executor.execute(committed::complete);
    }

    private CommitGroup commit() {
        committing.lock();
        try {
            CommitGroup taken = take();
            if (!taken.isEmpty()) commit(taken);
            spare = taken.room();
            return taken;
        } finally {
            committing.unlock();
        }
    }

    /** Only the thread that commits uses the spare room. */
    private CommitGroup take() {
        CommitGroup next = new CommitGroup(spare);
        gathering.lock();
        try {
            CommitGroup taken = group;
            group = next;
            waitingBytes = 0;
            return taken;
        } finally {
            gathering.unlock();
        }
    }

    private void commit(CommitGroup taken) {
        try {
            files.write(taken);
        } catch (IOException | RuntimeException e) {
            fail(taken, new IOException("could not force the commit log to disk: " + e.getMessage(), e));
            return;
        }
        taken.publish();
    }

    private void fail(CommitGroup taken, IOException failure) {
        broken = true;
        CommitGroup since = close(failure);
        taken.takeBack(failure);
        since.takeBack(failure);
        executor.execute(since::complete);
        try {
            mend();
        } catch (IOException e) {
            LOG.warn("the commit log does not work; the next append will try again: {}", e.getMessage());
        }
    }

    /** What was gathered since. */
    private CommitGroup close(IOException failure) {
        LOG.error("{}; what was not acknowledged is taken back", failure.getMessage());
        CommitGroup next = new CommitGroup(ByteBuffer.allocateDirect(FIRST_ROOM));
        gathering.lock();
        try {
            CommitGroup since = group;
            group = next;
            waitingBytes = 0;
            return since;
        } finally {
            gathering.unlock();
        }
    }

    private void mend() throws IOException {
        committing.lock();
        try {
            if (!broken) return;
            files.rewind();
            broken = false;
        } finally {
            committing.unlock();
        }
    }

    /** Commits what was gathered, forces all segments, and leaves nothing to be replayed. */
    @Override
    public void close() throws IOException {
        sync();
        files.close();
    }
}
