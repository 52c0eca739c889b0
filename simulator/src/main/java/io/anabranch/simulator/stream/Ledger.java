package io.anabranch.simulator.stream;

import io.anabranch.simulator.log.Journal;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control plane's state and the journal it is kept in, under one lock. A change holds once {@link #write} returned; if it failed, nothing
 * has changed.
 */
final class Ledger implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    /** A change of 10,000 shards is an entry of a megabyte. */
    private static final long MUCH_BYTES = 16 << 20;

    private final StreamTable table;
    private final Journal journal;
    private final ReentrantLock lock;
    private volatile boolean closed;

    /** @param table filled from the journal already */
    Ledger(StreamTable table, Journal journal, ReentrantLock lock) {
        this.table = table;
        this.journal = journal;
        this.lock = lock;
    }

    /** Under the lock. */
    StreamTable table() {
        return table;
    }

    /** Something that looks at the table and writes changes. */
    @FunctionalInterface
    interface Action<T> {
        T run() throws IOException;
    }

    /**
     * Runs an action under the lock.
     *
     * @param failure what is said if the disk fails, as "Stream s was not created"
     * @throws StreamException INTERNAL_FAILURE if the disk fails, and whatever the action throws
     */
    <T> T change(String failure, Action<T> action) {
        lock.lock();
        try {
            return action.run();
        } catch (IOException e) {
            throw Refusal.broken(failure, e);
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock. All of the changes hold, or none. */
    void write(List<? extends Change> changes) throws IOException {
        if (closed) throw new IOException("the data folder is closed");
        journal.append(ChangeCodec.encode(changes));
        table.apply(changes);
        compactIfWorthIt();
    }

    /** Nothing is written any more. */
    boolean isClosed() {
        return closed;
    }

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    void compactIfWorthIt() {
        int worth = table.streams().size() + 1;
        boolean many = journal.entries() >= 1000 + 4 * worth;
        boolean large = journal.bytes() >= MUCH_BYTES + 4 * journal.compactedBytes();
        if (!many && !large) return;
        try {
            compact();
        } catch (IOException e) {
            LOG.warn("journal not compacted, it goes on as it is", e);
        }
    }

    /** Under the lock: there are no changes any more. */
    void end() {
        closed = true;
    }

    /** Says to those who open the folder whether records may be in a commit log. Under the lock. */
    void commitLog(boolean there) throws IOException {
        journal.commitLog(there);
    }

    /** Under the lock. */
    void compact() throws IOException {
        journal.compact(table.snapshot());
    }

    /** Under the lock. */
    @Override
    public void close() throws IOException {
        closed = true;
        journal.close();
    }
}
