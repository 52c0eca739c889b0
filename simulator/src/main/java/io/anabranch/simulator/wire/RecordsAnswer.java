package io.anabranch.simulator.wire;

import io.anabranch.simulator.stream.ShardRecords;
import org.jspecify.annotations.Nullable;

/**
 * The answer of GetRecords, or an event of a subscription. Its length is known before a record of it is written; records go straight from the log
 * into the answer, in one buffer or in pieces that are made when they are asked for, so that a large answer needs no more memory than a piece. One
 * object an answer; not thread-safe.
 */
public abstract class RecordsAnswer {
    /** Small enough for a processor's cache. */
    private static final int PIECE_BYTES = 256 << 10;

    final ShardRecords records;
    private final OutputBuffer start = new OutputBuffer(32);
    private final OutputBuffer end = new OutputBuffer(512);
    private int length;
    private int written;

    RecordsAnswer(ShardRecords records) {
        this.records = records;
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

    /**
     * @param nextIterator null at the end of a closed shard
     * @param childShards  null unless at the end of a closed shard
     */
    public static RecordsAnswer of(
            WireFormat format, ShardRecords records, @Nullable String nextIterator, WireValue.@Nullable Items childShards) {
        return of(format, records, Next.ITERATOR, nextIterator, childShards);
    }

    static RecordsAnswer of(
            WireFormat format, ShardRecords records, Next kind, @Nullable String next, WireValue.@Nullable Items childShards) {
        RecordsAnswer answer = switch (format) {
            case JSON -> new JsonRecordsAnswer(records);
            case CBOR -> new CborRecordsAnswer(records);
        };
        answer.start(answer.start, 2 + (next == null ? 0 : 1) + (childShards == null ? 0 : 1));
        answer.endOfRecords(answer.end);
        answer.millisBehindLatest(answer.end, records.millisBehindLatest());
        if (next != null) answer.next(answer.end, kind, next);
        if (childShards != null) answer.childShards(answer.end, WireWriter.write(format, childShards));
        answer.end(answer.end);
        answer.length = answer.start.length() + answer.end.length();
        for (int i = 0; i < records.count(); i++) answer.length += answer.length(i);
        return answer;
    }

    /** Of the whole, in bytes. */
    public int length() {
        return length;
    }

    /** The bytes that follow those of the call before, of whole records; together {@link #length()} bytes, and not to be asked for more. */
    public OutputBuffer next() {
        int count = records.count();
        int until = written;
        int bytes = 0;
        while (until < count && bytes < PIECE_BYTES) bytes += length(until++);
        OutputBuffer out = new OutputBuffer(bytes + (written == 0 ? start.length() : 0) + (until == count ? end.length() : 0));
        write(out, until);
        return out;
    }

    /** Writes all of it. */
    void write(OutputBuffer out) {
        write(out, records.count());
    }

    private void write(OutputBuffer out, int until) {
        if (written == 0) out.put(start.array(), 0, start.length());
        for (; written < until; written++) record(out, written);
        if (until == records.count()) out.put(end.array(), 0, end.length());
    }

    /** Bytes of a record. */
    abstract int length(int i);

    abstract void start(OutputBuffer out, int members);

    abstract void record(OutputBuffer out, int i);

    abstract void endOfRecords(OutputBuffer out);

    abstract void millisBehindLatest(OutputBuffer out, long millis);

    abstract void next(OutputBuffer out, Next kind, String value);

    abstract void childShards(OutputBuffer out, byte[] encoded);

    abstract void end(OutputBuffer out);
}
