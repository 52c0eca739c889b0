package io.anabranch.simulator.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.anabranch.simulator.stream.SequenceDigits;
import io.anabranch.simulator.stream.ShardRecords;
import java.util.Arrays;

/** {@link RecordsAnswer} in CBOR; arrival is tag 1 with an integer of milliseconds, as the service and its clients have it. */
final class CborRecordsAnswer extends RecordsAnswer {
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int LIST = 4;
    private static final int MAP = 5;
    private static final int EPOCH_TAG = 0xC1;
    private static final byte[] RECORDS = text("Records");
    private static final byte[] SEQUENCE_NUMBER = join(text("SequenceNumber"), head(TEXT, SequenceDigits.LENGTH));
    private static final byte[] ARRIVAL = text("ApproximateArrivalTimestamp");
    private static final byte[] DATA = text("Data");
    private static final byte[] PARTITION_KEY = text("PartitionKey");
    private static final byte[] ENCRYPTED = join(text("EncryptionType"), join(head(TEXT, 3), "KMS".getBytes(US_ASCII)));
    private static final byte[] MILLIS_BEHIND_LATEST = text("MillisBehindLatest");
    private static final byte[] CHILD_SHARDS = text("ChildShards");

    CborRecordsAnswer(ShardRecords records) {
        super(records);
    }

    @Override
    void start(OutputBuffer out, int members) {
        out.head(MAP, members).put(RECORDS).head(LIST, records.count());
    }

    @Override
    long payloadLength(long bytes) {
        return bytes;
    }

    @Override
    int length(int i) {
        int keyLength = records.keyLength(i);
        int dataLength = records.dataLength(i);
        int fixed = 1 + SEQUENCE_NUMBER.length + SequenceDigits.LENGTH + ARRIVAL.length + 1 + DATA.length;
        return fixed + OutputBuffer.headLength(records.arrivalMillis(i)) + OutputBuffer.headLength(dataLength) + dataLength
                + (keyLength < 0 ? 0 : PARTITION_KEY.length + OutputBuffer.headLength(keyLength) + keyLength)
                + (records.encrypted(i) ? ENCRYPTED.length : 0);
    }

    @Override
    void record(OutputBuffer out, int i) {
        int keyLength = records.keyLength(i);
        out.head(MAP, 3 + (keyLength < 0 ? 0 : 1) + (records.encrypted(i) ? 1 : 0)).put(SEQUENCE_NUMBER);
        int digits = out.claim(SequenceDigits.LENGTH);
        records.writeSequenceNumber(i, out.array(), digits);
        out.put(ARRIVAL).put(EPOCH_TAG).head(0, records.arrivalMillis(i));
        int dataLength = records.dataLength(i);
        out.put(DATA).head(BYTES, dataLength);
        int data = out.claim(dataLength);
        records.copyData(i, out.array(), data);
        if (keyLength >= 0) {
            out.put(PARTITION_KEY).head(TEXT, keyLength);
            int key = out.claim(keyLength);
            records.copyKey(i, out.array(), key);
        }
        if (records.encrypted(i)) {
            out.put(ENCRYPTED);
        }
    }

    @Override
    void endOfRecords(OutputBuffer out) {
        // The list said how long it is.
    }

    @Override
    void millisBehindLatest(OutputBuffer out, long millis) {
        out.put(MILLIS_BEHIND_LATEST).head(0, millis);
    }

    @Override
    void next(OutputBuffer out, Next kind, String value) {
        out.put(text(kind.member())).put(text(value));
    }

    @Override
    void childShards(OutputBuffer out, byte[] cbor) {
        out.put(CHILD_SHARDS).put(cbor);
    }

    @Override
    void end(OutputBuffer out) {
        // The map said how many members it has.
    }

    private static byte[] text(String text) {
        byte[] bytes = text.getBytes(US_ASCII);
        return join(head(TEXT, bytes.length), bytes);
    }

    private static byte[] head(int majorType, int argument) {
        OutputBuffer out = new OutputBuffer(9).head(majorType, argument);
        return Arrays.copyOf(out.array(), out.length());
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
