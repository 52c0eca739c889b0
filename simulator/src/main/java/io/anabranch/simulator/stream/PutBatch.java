package io.anabranch.simulator.stream;

import io.anabranch.simulator.log.FrameBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Records to put, and after the put what became of each: arrays over the caller's bytes, no object per record, made to be used again.
 * Not thread-safe; belongs to the stream from {@link Stream#put} until its stage completes. The bytes added are not copied before that, so they
 * must not change until then.
 */
public final class PutBatch {
    private static final int FIRST_CAPACITY = 512;
    private static final byte[] EMPTY = new byte[0];

    private int count;
    private long totalBytes;
    private byte[][] keySources = new byte[FIRST_CAPACITY][];
    private int[] keyOffsets = new int[FIRST_CAPACITY];
    private int[] keyLengths = new int[FIRST_CAPACITY];
    private byte[][] dataSources = new byte[FIRST_CAPACITY][];
    private int[] dataOffsets = new int[FIRST_CAPACITY];
    private int[] dataLengths = new int[FIRST_CAPACITY];
    private boolean[] hashed = new boolean[FIRST_CAPACITY];
    private long[] hashHigh = new long[FIRST_CAPACITY];
    private long[] hashLow = new long[FIRST_CAPACITY];

    private @Nullable Shard[] shards = new Shard[FIRST_CAPACITY];
    private long[] indexes = new long[FIRST_CAPACITY];
    private long[] arrivals = new long[FIRST_CAPACITY];
    private @Nullable StreamException[] failures = new StreamException[FIRST_CAPACITY];
    private int failed;
    private int largestData;
    private boolean encrypted;
    private final FrameBuffer frame = new FrameBuffer();

    /** Forgets records and results, and the caller's arrays. */
    public void clear() {
        Arrays.fill(keySources, 0, count, EMPTY);
        Arrays.fill(dataSources, 0, count, EMPTY);
        Arrays.fill(shards, 0, count, null);
        Arrays.fill(failures, 0, count, null);
        count = 0;
        totalBytes = 0;
        failed = 0;
        largestData = 0;
        encrypted = false;
    }

    public int count() {
        return count;
    }

    /**
     * Adds a record that goes where its partition key hashes to.
     *
     * @param keySource UTF-8, 1 to 1024 bytes of it
     */
    public void add(byte[] keySource, int keyOffset, int keyLength, byte[] dataSource, int dataOffset, int dataLength) {
        if (keyLength < 0) throw new IllegalArgumentException("a record without a partition key needs a hash key");
        int i = reserve(keySource, keyOffset, keyLength, dataSource, dataOffset, dataLength);
        hashed[i] = false;
    }

    /**
     * Adds a record that goes to an explicit hash key.
     *
     * @param keyLength -1 for a record without a partition key
     * @param hashHigh  upper 64 bits of the unsigned 128-bit hash key
     * @param hashLow   lower 64 bits
     */
    public void addWithHash(
            byte[] keySource, int keyOffset, int keyLength, byte[] dataSource, int dataOffset, int dataLength, long hashHigh, long hashLow) {
        int i = reserve(keySource, keyOffset, keyLength, dataSource, dataOffset, dataLength);
        hash(i, hashHigh, hashLow);
    }

    /** Adds a record by whole arrays. */
    public void add(byte[] key, byte[] data) {
        add(key, 0, key.length, data, 0, data.length);
    }

    private int reserve(byte[] keySource, int keyOffset, int keyLength, byte[] dataSource, int dataOffset, int dataLength) {
        if (keyLength > 1024 || keyLength < -1) throw new IllegalArgumentException("a partition key of " + keyLength + " bytes");
        if (count == keyLengths.length) grow();
        int i = count++;
        keySources[i] = keySource;
        keyOffsets[i] = keyOffset;
        keyLengths[i] = keyLength;
        dataSources[i] = dataSource;
        dataOffsets[i] = dataOffset;
        dataLengths[i] = dataLength;
        totalBytes += bytes(i);
        largestData = Math.max(largestData, dataLength);
        return i;
    }

    private void grow() {
        int capacity = count * 2;
        keySources = Arrays.copyOf(keySources, capacity);
        keyOffsets = Arrays.copyOf(keyOffsets, capacity);
        keyLengths = Arrays.copyOf(keyLengths, capacity);
        dataSources = Arrays.copyOf(dataSources, capacity);
        dataOffsets = Arrays.copyOf(dataOffsets, capacity);
        dataLengths = Arrays.copyOf(dataLengths, capacity);
        hashed = Arrays.copyOf(hashed, capacity);
        hashHigh = Arrays.copyOf(hashHigh, capacity);
        hashLow = Arrays.copyOf(hashLow, capacity);
        shards = Arrays.copyOf(shards, capacity);
        indexes = Arrays.copyOf(indexes, capacity);
        arrivals = Arrays.copyOf(arrivals, capacity);
        failures = Arrays.copyOf(failures, capacity);
    }

    /** Where frames of these records are made, one after another. */
    FrameBuffer frame() {
        return frame;
    }

    public int dataLength(int i) {
        return dataLengths[i];
    }

    /** Bytes of the longest payload. */
    public int largestData() {
        return largestData;
    }

    void encrypted(boolean value) {
        encrypted = value;
    }

    /** True if the stream is encrypted that these were put into. */
    public boolean encrypted() {
        return encrypted;
    }

    void copy(int i, FrameBuffer target) {
        target.add(keySources[i], keyOffsets[i], keyLengths[i], dataSources[i], dataOffsets[i], dataLengths[i]);
    }

    /** Key and payload of record {@code i} together. */
    int bytes(int i) {
        return Math.max(0, keyLengths[i]) + dataLengths[i];
    }

    byte[] keySource(int i) {
        return keySources[i];
    }

    int keyOffset(int i) {
        return keyOffsets[i];
    }

    int keyLength(int i) {
        return keyLengths[i];
    }

    boolean isHashed(int i) {
        return hashed[i];
    }

    void hash(int i, long high, long low) {
        hashed[i] = true;
        hashHigh[i] = high;
        hashLow[i] = low;
    }

    long hashHigh(int i) {
        return hashHigh[i];
    }

    long hashLow(int i) {
        return hashLow[i];
    }

    void stored(int i, Shard shard, long index, long arrivalMillis) {
        shards[i] = shard;
        indexes[i] = index;
        arrivals[i] = arrivalMillis;
    }

    synchronized void failed(int i, StreamException failure) {
        if (failures[i] == null) failed++;
        failures[i] = failure;
    }

    /** Number of records that were not stored. */
    public synchronized int failedCount() {
        return failed;
    }

    /** Number of records that were not stored for {@code reason}. */
    public int failedCount(ErrorType reason) {
        if (failedCount() == 0) return 0;
        int found = 0;
        for (int i = 0; i < count; i++) {
            StreamException failure = failures[i];
            if (failure != null && failure.type() == reason) found++;
        }
        return found;
    }

    /** Keys and payloads of the records that were stored. */
    public long storedBytes() {
        if (failedCount() == 0) return totalBytes;
        long stored = 0;
        for (int i = 0; i < count; i++) if (failures[i] == null) stored += bytes(i);
        return stored;
    }

    /** Why record {@code i} was not stored; null if it was. */
    public @Nullable StreamException failure(int i) {
        return failures[i];
    }

    /** Where record {@code i} was stored. */
    public Shard shard(int i) {
        Shard shard = shards[i];
        if (shard == null) throw new IllegalStateException("record " + i + " was not stored");
        return shard;
    }

    public ShardId shardId(int i) {
        return shard(i).id();
    }

    /** Index of record {@code i} within its shard. */
    public long sequenceIndex(int i) {
        return indexes[i];
    }

    /** Arrival of record {@code i}, epoch milliseconds. */
    public long arrivalMillis(int i) {
        return arrivals[i];
    }

    public SequenceNumber sequenceNumber(int i) {
        return shard(i).origin().number(indexes[i], arrivals[i]);
    }

    /** Writes the {@link SequenceDigits#LENGTH} decimal digits of record {@code i}'s sequence number. */
    public void writeSequenceNumber(int i, byte[] target, int offset) {
        shard(i).origin().digits().write(target, offset, indexes[i], Math.floorDiv(arrivals[i], 1000L));
    }
}
