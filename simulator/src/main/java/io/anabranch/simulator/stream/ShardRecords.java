package io.anabranch.simulator.stream;

import io.anabranch.simulator.log.LogRecords;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive records of one shard, as one read gave them: a view on the log's bytes. Strings, numbers and copies are made only when asked for.
 * Immutable and thread-safe; may be kept, and then keeps the bytes.
 */
public final class ShardRecords {
    private final ShardOrigin origin;
    private final LogRecords records;
    private final long millisBehindLatest;
    private final boolean endOfShard;

    ShardRecords(ShardOrigin origin, LogRecords records, long millisBehindLatest, boolean endOfShard) {
        this.origin = origin;
        this.records = records;
        this.millisBehindLatest = millisBehindLatest;
        this.endOfShard = endOfShard;
    }

    public int count() {
        return records.count();
    }

    /** Index of the first record; equal to {@link #nextIndex()} if there is none. */
    public long firstIndex() {
        return records.firstIndex();
    }

    /** Where the next read continues. */
    public long nextIndex() {
        return records.firstIndex() + records.count();
    }

    /** Keys and payloads together, in bytes. */
    public long sizeBytes() {
        return records.sizeBytes();
    }

    /** How far the last record (or the position, if there is none) is behind the newest record of the shard; 0 when caught up. */
    public long millisBehindLatest() {
        return millisBehindLatest;
    }

    /** True if the shard is closed and {@link #nextIndex()} is its end. */
    public boolean endOfShard() {
        return endOfShard;
    }

    /** Arrival, epoch milliseconds; never less than that of the record before. */
    public long arrivalMillis(int i) {
        return records.arrivalMillis(i);
    }

    /** True if the stream was to be encrypted when the record came. */
    public boolean encrypted(int i) {
        return records.encrypted(i);
    }

    public long sequenceIndex(int i) {
        return records.firstIndex() + i;
    }

    public SequenceNumber sequenceNumber(int i) {
        return origin.number(sequenceIndex(i), arrivalMillis(i));
    }

    /** Writes the {@link SequenceDigits#LENGTH} decimal digits of the sequence number. */
    public void writeSequenceNumber(int i, byte[] target, int offset) {
        origin.digits().write(target, offset, sequenceIndex(i), Math.floorDiv(arrivalMillis(i), 1000L));
    }

    /** The partition key, null if the record has none. */
    public @Nullable String partitionKey(int i) {
        byte[] key = records.key(i);
        return key == null ? null : new String(key, StandardCharsets.UTF_8);
    }

    /** Length of the partition key in UTF-8 bytes, -1 if the record has none. */
    public int keyLength(int i) {
        return records.keyLength(i);
    }

    /** Copies the UTF-8 bytes of the partition key; nothing if there is none. */
    public void copyKey(int i, byte[] target, int offset) {
        records.copyKey(i, target, offset);
    }

    /** The bytes of the log that hold these records, for reading at offsets without an object for each record; read-only. */
    public ByteBuffer bytes() {
        return records.bytes();
    }

    /** Where in {@link #bytes()} the UTF-8 bytes of the partition key begin; the payload follows them. */
    public int keyOffset(int i) {
        return records.keyOffset(i);
    }

    public int dataLength(int i) {
        return records.dataLength(i);
    }

    /** A read-only view on the payload, position 0. */
    public ByteBuffer data(int i) {
        return records.data(i);
    }

    public void copyData(int i, byte[] target, int offset) {
        records.copyData(i, target, offset);
    }
}
