package io.anabranch.kcl.source.kinesis;

import io.anabranch.kcl.model.SequenceNumber;
import io.anabranch.kcl.processor.KinesisRecord;
import java.nio.ByteBuffer;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.Record;

/** One record of the SDK. */
record SdkRecord(Record record) implements KinesisRecord {
    static int length(Record record) {
        return record.data().asByteArrayUnsafe().length;
    }

    static long arrivalMillis(Record record) {
        var arrival = record.approximateArrivalTimestamp();
        return arrival == null ? 0 : arrival.toEpochMilli();
    }

    @Override
    public SequenceNumber sequenceNumber() {
        return SequenceNumber.of(record.sequenceNumber());
    }

    @Override
    public Optional<String> partitionKey() {
        return Optional.ofNullable(record.partitionKey());
    }

    @Override
    public long arrivalMillis() {
        return arrivalMillis(record);
    }

    @Override
    public boolean encrypted() {
        return record.encryptionType() == EncryptionType.KMS;
    }

    @Override
    public ByteBuffer data() {
        return record.data().asByteBuffer();
    }

    @Override
    public int sizeBytes() {
        return length(record);
    }

    @Override
    public String toString() {
        return "record " + record.sequenceNumber();
    }
}
