package io.anabranch.kcl.source.local;

import io.anabranch.kcl.processor.KinesisRecord;
import io.anabranch.kcl.processor.RecordBatch;
import io.anabranch.kcl.source.RawRecords;
import io.anabranch.simulator.stream.ShardRecords;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Some of the records of one read: a view on the log's bytes. */
final class LocalBatch implements RecordBatch, RawRecords {
    private final ShardRecords records;
    private final SequenceWords words;
    private final int from;
    private final int size;
    private final long millisBehindLatest;

    LocalBatch(ShardRecords records, SequenceWords words, int from, int to, long millisBehindLatest) {
        this.records = records;
        this.words = words;
        this.from = from;
        this.size = to - from;
        this.millisBehindLatest = millisBehindLatest;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public KinesisRecord get(int index) {
        return new LocalRecord(records, words, from + Objects.checkIndex(index, size));
    }

    @Override
    public long sizeBytes() {
        if (size == records.count()) return records.sizeBytes();
        long bytes = 0;
        for (int i = from; i < from + size; i++) bytes += Math.max(0, records.keyLength(i)) + records.dataLength(i);
        return bytes;
    }

    @Override
    public long millisBehindLatest() {
        return millisBehindLatest;
    }

    @Override
    public long arrivalMillis(int index) {
        return records.arrivalMillis(from + Objects.checkIndex(index, size));
    }

    @Override
    public RecordBatch slice(int fromIndex, int toIndex) {
        Objects.checkFromToIndex(fromIndex, toIndex, size);
        return new LocalBatch(records, words, from + fromIndex, from + toIndex, millisBehindLatest);
    }

    @Override
    public void forEachRaw(Sink sink) {
        ByteBuffer bytes = records.bytes();
        for (int i = from; i < from + size; i++) {
            long index = records.sequenceIndex(i);
            long second = arrivalSecond(records, i);
            int keyOffset = records.keyOffset(i);
            int keyLength = records.keyLength(i);
            int dataOffset = keyOffset + Math.max(0, keyLength);
            sink.record(
                    words.high(index), words.middle(index, second), words.low(second), bytes, keyOffset, keyLength, dataOffset, records.dataLength(i));
        }
    }

    static long arrivalSecond(ShardRecords records, int i) {
        return Math.floorDiv(records.arrivalMillis(i), 1000L);
    }
}
