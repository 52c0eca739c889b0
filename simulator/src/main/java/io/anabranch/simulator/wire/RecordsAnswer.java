package io.anabranch.simulator.wire;

import io.anabranch.simulator.stream.ShardRecords;
import org.jspecify.annotations.Nullable;

/** Writes the answer of GetRecords: records from the log straight into the answer's one buffer. One object an answer; not thread-safe. */
public abstract class RecordsAnswer {
    /** Room for a record's names, numbers and punctuation. */
    private static final int RECORD_OVERHEAD = 192;

    final OutputBuffer out;
    final ShardRecords records;

    RecordsAnswer(ShardRecords records) {
        this.records = records;
        this.out = new OutputBuffer((int) (1024 + records.sizeBytes() / 3 * 4 + (long) records.count() * RECORD_OVERHEAD));
    }

    /**
     * Writes a whole answer.
     *
     * @param nextIterator null at the end of a closed shard
     * @param childShards  null unless at the end of a closed shard
     */
    public static OutputBuffer write(
            WireFormat format, ShardRecords records, @Nullable String nextIterator, WireValue.@Nullable Items childShards) {
        RecordsAnswer answer = switch (format) {
            case JSON -> new JsonRecordsAnswer(records);
            case CBOR -> new CborRecordsAnswer(records);
        };
        answer.start(2 + (nextIterator == null ? 0 : 1) + (childShards == null ? 0 : 1));
        for (int i = 0; i < records.count(); i++) {
            answer.record(i);
        }
        answer.endOfRecords();
        answer.millisBehindLatest(records.millisBehindLatest());
        if (nextIterator != null) {
            answer.nextIterator(nextIterator);
        }
        if (childShards != null) {
            answer.childShards(WireWriter.write(format, childShards));
        }
        answer.end();
        return answer.out;
    }

    abstract void start(int members);

    abstract void record(int i);

    abstract void endOfRecords();

    abstract void millisBehindLatest(long millis);

    abstract void nextIterator(String iterator);

    abstract void childShards(byte[] encoded);

    abstract void end();
}
