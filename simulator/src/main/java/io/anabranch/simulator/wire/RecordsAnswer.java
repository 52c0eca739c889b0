package io.anabranch.simulator.wire;

import io.anabranch.simulator.stream.ShardRecords;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answer of GetRecords, or an event of a subscription: records from the log straight into the answer's one buffer. One object an
 * answer; not thread-safe.
 */
public abstract class RecordsAnswer {
    /** Room for a record's names, numbers and punctuation. */
    private static final int RECORD_OVERHEAD = 192;

    private final WireFormat format;
    final OutputBuffer out;
    final ShardRecords records;

    RecordsAnswer(WireFormat format, ShardRecords records) {
        this.format = format;
        this.records = records;
        this.out = new OutputBuffer((int) (1024 + records.sizeBytes() / 3 * 4 + (long) records.count() * RECORD_OVERHEAD));
    }

    /** What says where reading goes on. */
    enum Next {
        ITERATOR("NextShardIterator"),
        CONTINUATION("ContinuationSequenceNumber");

        private final String member;

        Next(String member) {
            this.member = member;
        }

        String member() {
            return member;
        }
    }

    static RecordsAnswer in(WireFormat format, ShardRecords records) {
        return switch (format) {
            case JSON -> new JsonRecordsAnswer(records);
            case CBOR -> new CborRecordsAnswer(records);
        };
    }

    /**
     * Writes a whole answer.
     *
     * @param nextIterator null at the end of a closed shard
     * @param childShards  null unless at the end of a closed shard
     */
    public static OutputBuffer write(
            WireFormat format, ShardRecords records, @Nullable String nextIterator, WireValue.@Nullable Items childShards) {
        RecordsAnswer answer = in(format, records);
        answer.write(Next.ITERATOR, nextIterator, childShards);
        return answer.out;
    }

    void write(Next kind, @Nullable String next, WireValue.@Nullable Items childShards) {
        start(2 + (next == null ? 0 : 1) + (childShards == null ? 0 : 1));
        for (int i = 0; i < records.count(); i++) {
            record(i);
        }
        endOfRecords();
        millisBehindLatest(records.millisBehindLatest());
        if (next != null) {
            next(kind, next);
        }
        if (childShards != null) {
            childShards(WireWriter.write(format, childShards));
        }
        end();
    }

    abstract void start(int members);

    abstract void record(int i);

    abstract void endOfRecords();

    abstract void millisBehindLatest(long millis);

    abstract void next(Next kind, String value);

    abstract void childShards(byte[] encoded);

    abstract void end();
}
