package io.anabranch.kcl.fakes;

import io.anabranch.kcl.model.SequenceNumber;
import io.anabranch.kcl.processor.KinesisRecord;
import io.anabranch.kcl.processor.RecordBatch;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A batch of plain objects. */
public record FakeBatch(List<FakeRecord> records, long millisBehindLatest) implements RecordBatch {
    public FakeBatch {
        records = List.copyOf(records);
    }

    /** A record whose sequence number is a small integer; its data is the text, cut or filled up to its size. */
    public record FakeRecord(long number, String key, long arrivalMillis, int sizeBytes, String text) implements KinesisRecord {
        @Override
        public SequenceNumber sequenceNumber() {
            return new SequenceNumber(BigInteger.valueOf(number));
        }

        @Override
        public Optional<String> partitionKey() {
            return Optional.of(key);
        }

        @Override
        public ByteBuffer data() {
            return ByteBuffer.wrap(Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), sizeBytes)).asReadOnlyBuffer();
        }
    }

    @Override
    public int size() {
        return records.size();
    }

    @Override
    public KinesisRecord get(int index) {
        return records.get(index);
    }

    @Override
    public long sizeBytes() {
        return records.stream().mapToLong(FakeRecord::sizeBytes).sum();
    }

    @Override
    public long arrivalMillis(int index) {
        return records.get(index).arrivalMillis();
    }

    @Override
    public RecordBatch slice(int fromIndex, int toIndex) {
        return new FakeBatch(records.subList(fromIndex, toIndex), millisBehindLatest);
    }
}
