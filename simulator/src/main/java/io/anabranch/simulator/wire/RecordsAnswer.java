package io.anabranch.simulator.wire;

import io.anabranch.simulator.stream.ShardRecords;
import org.jspecify.annotations.Nullable;

/**
 * The answer of GetRecords, or an event of a subscription. Records go straight from the log into the answer: a small one is made at once, and a large
 * one in pieces that are made when they are asked for, so that it needs no more memory than a piece; then its length is known before a record of it
 * is written, which costs a look at each. One object an answer; not thread-safe.
 */
public abstract class RecordsAnswer {
    /** Small enough for a processor's cache. */
    private static final int PIECE_BYTES = 256 << 10;
    /** What fits into a piece or a little more is not worth the look at each record. */
    private static final int SMALL_BYTES = 2 * PIECE_BYTES;
    /** At least what stands around a record's key and payload in either format. */
    private static final int AROUND_RECORD = 180;

    final ShardRecords records;
    private final OutputBuffer start = new OutputBuffer(32);
    private final OutputBuffer end = new OutputBuffer(512);
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
        return answer;
    }

    /** True if {@link #whole()} is the way to have it. */
    public boolean isSmall() {
        return expectedLength() <= SMALL_BYTES;
    }

    /** All of it, nothing having been asked for before. */
    public OutputBuffer whole() {
        OutputBuffer out = new OutputBuffer(expectedLength());
        write(out);
        return out;
    }

    /** Of the whole, in bytes: hardly ever less than it will be, and not much more. */
    int expectedLength() {
        return (int) Math.min(Integer.MAX_VALUE, start.length() + end.length() + records.count() * (long) AROUND_RECORD + payloadLength(records.sizeBytes()));
    }

    /** Of the whole, in bytes. Looks at every record. */
    public int length() {
        int length = start.length() + end.length();
        for (int i = 0; i < records.count(); i++) length += length(i);
        return length;
    }

    /** The bytes that follow those of the call before, of whole records; together {@link #length()} bytes, and not to be asked for more. */
    public OutputBuffer next() {
        int count = records.count();
        int ofARecord = count == 0 ? 0 : expectedLength() / count;
        OutputBuffer out = new OutputBuffer(Math.min(PIECE_BYTES, ofARecord * (count - written)) + start.length() + end.length() + ofARecord);
        if (written == 0) out.put(start.array(), 0, start.length());
        while (written < count && out.length() < PIECE_BYTES) record(out, written++);
        if (written == count) out.put(end.array(), 0, end.length());
        return out;
    }

    /** Writes all of it. */
    void write(OutputBuffer out) {
        out.put(start.array(), 0, start.length());
        while (written < records.count()) record(out, written++);
        out.put(end.array(), 0, end.length());
    }

    /** Bytes that keys and payloads of so many bytes take, about. */
    abstract long payloadLength(long bytes);

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
