package io.anabranch.samples.serve;

import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What clients of one shard asked, when, and what they were told: times of one nano clock. Thread-safe. */
final class ShardHistory {
    /** The end of a put of which nobody knows what became. */
    static final long NEVER = Long.MAX_VALUE;

    /**
     * One record that somebody tried to store.
     *
     * @param returned {@link #NEVER} if the outcome is unknown
     * @param sequence empty if the outcome is unknown
     */
    record Put(String id, long invoked, long returned, Optional<BigInteger> sequence) {}

    record Seen(BigInteger sequence, String id) {}

    /**
     * One read.
     *
     * @param after everything behind this sequence number was asked for
     * @param more  true if it brought something and said that it is not all
     */
    record Read(BigInteger after, long invoked, long returned, List<Seen> records, boolean more) {
        BigInteger last() {
            return records.isEmpty() ? after : records.get(records.size() - 1).sequence();
        }
    }

    private final ConcurrentLinkedQueue<Put> puts = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Read> reads = new ConcurrentLinkedQueue<>();

    void add(Put put) {
        puts.add(put);
    }

    void add(Read read) {
        reads.add(read);
    }

    Collection<Put> puts() {
        return puts;
    }

    Collection<Read> reads() {
        return reads;
    }
}
