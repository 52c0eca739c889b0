package io.anabranch.kcl.source.local;

import io.anabranch.kcl.model.SequenceNumber;
import io.anabranch.kcl.processor.KinesisRecord;
import io.anabranch.simulator.stream.ShardRecords;
import java.nio.ByteBuffer;
import java.util.Optional;

/** One record where it lies in the log. */
record LocalRecord(ShardRecords records, SequenceWords words, int index) implements KinesisRecord {
    @Override
    public SequenceNumber sequenceNumber() {
        return words.number(records.sequenceIndex(index), LocalBatch.arrivalSecond(records, index));
    }

    @Override
    public Optional<String> partitionKey() {
        return Optional.ofNullable(records.partitionKey(index));
    }

    @Override
    public long arrivalMillis() {
        return records.arrivalMillis(index);
    }

    @Override
    public boolean encrypted() {
        return records.encrypted(index);
    }

    @Override
    public ByteBuffer data() {
        return records.data(index);
    }

    @Override
    public int sizeBytes() {
        return records.dataLength(index);
    }

    @Override
    public String toString() {
        return "record " + sequenceNumber();
    }
}
