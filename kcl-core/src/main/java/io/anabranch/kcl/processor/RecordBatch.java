package io.anabranch.kcl.processor;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Consecutive records of one shard: a lazy view on the fetched bytes. Strings, big integers and copies are made only when asked for.
 * Immutable and thread-safe; may be kept, and then keeps the bytes.
 */
public interface RecordBatch extends Iterable<KinesisRecord> {
    /** No records, at a place that is this far behind the tip. */
    static RecordBatch empty(long millisBehindLatest) {
        return new EmptyBatch(millisBehindLatest);
    }

    /** Number of records. */
    int size();

    /** @param index 0 to {@link #size()} - 1 */
    KinesisRecord get(int index);

    /** Payloads and partition keys of all records together, in bytes. */
    long sizeBytes();

    /** How far the position after the last record was behind the tip of the shard when it was fetched, in milliseconds; 0 when caught up. */
    long millisBehindLatest();

    /** Arrival of one record, epoch milliseconds, without making the record. */
    long arrivalMillis(int index);

    /** The records from {@code fromIndex} to {@code toIndex} - 1, on the same bytes. */
    RecordBatch slice(int fromIndex, int toIndex);

    /** The records from {@code fromIndex} on, on the same bytes. */
    default RecordBatch from(int fromIndex) {
        return slice(fromIndex, size());
    }

    default boolean isEmpty() {
        return size() == 0;
    }

    default KinesisRecord last() {
        return get(size() - 1);
    }

    /** All records in a list of one's own. */
    default List<KinesisRecord> toList() {
        List<KinesisRecord> list = new ArrayList<>(size());
        forEach(list::add);
        return list;
    }

    @Override
    default Iterator<KinesisRecord> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < size();
            }

            @Override
            public KinesisRecord next() {
                if (next >= size()) throw new NoSuchElementException("batch has " + size() + " records");
                return get(next++);
            }
        };
    }
}
