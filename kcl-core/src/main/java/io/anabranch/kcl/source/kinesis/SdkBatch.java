package io.anabranch.kcl.source.kinesis;

import io.anabranch.kcl.processor.KinesisRecord;
import io.anabranch.kcl.processor.RecordBatch;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;

/** The records of one answer, as the SDK holds them. */
record SdkBatch(List<Record> records, long sizeBytes, long millisBehindLatest) implements RecordBatch {
    static SdkBatch of(GetRecordsResponse answer) {
        long behind = Optional.ofNullable(answer.millisBehindLatest()).orElse(0L);
        return new SdkBatch(answer.records(), sizeBytes(answer.records()), behind);
    }

    private static long sizeBytes(List<Record> records) {
        long bytes = 0;
        for (Record record : records) bytes += SdkRecord.length(record) + utf8Length(record.partitionKey());
        return bytes;
    }

    static int utf8Length(@Nullable String text) {
        if (text == null) return 0;
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // A surrogate pair takes four bytes, two for each half.
            if (c >= 0x80) bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
        }
        return bytes;
    }

    @Override
    public int size() {
        return records.size();
    }

    @Override
    public KinesisRecord get(int index) {
        return new SdkRecord(records.get(index));
    }

    @Override
    public long arrivalMillis(int index) {
        return SdkRecord.arrivalMillis(records.get(index));
    }

    @Override
    public RecordBatch slice(int fromIndex, int toIndex) {
        Objects.checkFromToIndex(fromIndex, toIndex, size());
        List<Record> part = records.subList(fromIndex, toIndex);
        return new SdkBatch(part, sizeBytes(part), millisBehindLatest);
    }
}
