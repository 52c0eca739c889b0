package io.anabranch.simulator.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.anabranch.simulator.stream.SequenceDigits;
import io.anabranch.simulator.stream.ShardRecords;
import java.util.Arrays;
import java.util.Base64;

/** {@link RecordsAnswer} in JSON. */
final class JsonRecordsAnswer extends RecordsAnswer {
    private static final byte[] START = ascii("{\"Records\":[");
    private static final byte[] SEQUENCE_NUMBER = ascii("{\"SequenceNumber\":\"");
    private static final byte[] ARRIVAL = ascii("\",\"ApproximateArrivalTimestamp\":");
    private static final byte[] DATA = ascii(",\"Data\":\"");
    private static final byte[] PARTITION_KEY = ascii(",\"PartitionKey\":");
    private static final byte[] MILLIS_BEHIND_LATEST = ascii("],\"MillisBehindLatest\":");
    private static final byte[] CHILD_SHARDS = ascii(",\"ChildShards\":");
    private static final byte[] ENCRYPTED = ascii(",\"EncryptionType\":\"KMS\"");

    private final byte[] key = new byte[1024];
    private byte[] raw = new byte[0];
    private byte[] encoded = new byte[0];
    private long arrivalMillis;
    private byte[] arrivalText = new byte[0];

    JsonRecordsAnswer(ShardRecords records) {
        super(records);
    }

    @Override
    void start(OutputBuffer out, int members) {
        out.put(START);
    }

    @Override
    long payloadLength(long bytes) {
        return bytes / 3 * 4;
    }

    @Override
    int length(int i) {
        int fixed = SEQUENCE_NUMBER.length + SequenceDigits.LENGTH + ARRIVAL.length + DATA.length + 2;
        return (i > 0 ? 1 : 0) + fixed + arrival(records.arrivalMillis(i)).length + base64Length(records.dataLength(i)) + keyLength(i)
                + (records.encrypted(i) ? ENCRYPTED.length : 0);
    }

    private int keyLength(int i) {
        if (records.keyLength(i) < 0) return 0;
        records.copyKey(i, key, 0);
        return PARTITION_KEY.length + JsonText.length(key, 0, records.keyLength(i));
    }

    @Override
    void record(OutputBuffer out, int i) {
        if (i > 0) {
            out.put(',');
        }
        out.put(SEQUENCE_NUMBER);
        int digits = out.claim(SequenceDigits.LENGTH);
        records.writeSequenceNumber(i, out.array(), digits);
        out.put(ARRIVAL);
        out.put(arrival(records.arrivalMillis(i)));
        out.put(DATA);
        base64(out, i);
        out.put('"');
        if (records.keyLength(i) >= 0) {
            out.put(PARTITION_KEY);
            records.copyKey(i, key, 0);
            JsonText.write(out, key, 0, records.keyLength(i));
        }
        if (records.encrypted(i)) {
            out.put(ENCRYPTED);
        }
        out.put('}');
    }

    /** All records of a put arrived at once, so the text of the record before mostly serves. */
    private byte[] arrival(long millis) {
        if (millis != arrivalMillis || arrivalText.length == 0) {
            OutputBuffer text = new OutputBuffer(16).seconds(millis);
            arrivalText = Arrays.copyOf(text.array(), text.length());
            arrivalMillis = millis;
        }
        return arrivalText;
    }

    /** The encoder takes whole arrays only; records of one read are mostly as long as each other, so one array serves them. */
    private void base64(OutputBuffer out, int i) {
        int length = records.dataLength(i);
        if (raw.length != length) raw = new byte[length];
        if (encoded.length < base64Length(length)) encoded = new byte[base64Length(length)];
        records.copyData(i, raw, 0);
        out.put(encoded, 0, Base64.getEncoder().encode(raw, encoded));
    }

    private static int base64Length(int length) {
        return (length + 2) / 3 * 4;
    }

    @Override
    void endOfRecords(OutputBuffer out) {
        // The bracket comes with the next member.
    }

    @Override
    void millisBehindLatest(OutputBuffer out, long millis) {
        out.put(MILLIS_BEHIND_LATEST).decimal(millis);
    }

    @Override
    void next(OutputBuffer out, Next kind, String value) {
        out.put(ascii(",\"" + kind.member() + "\":\"" + value + '"'));
    }

    @Override
    void childShards(OutputBuffer out, byte[] json) {
        out.put(CHILD_SHARDS).put(json);
    }

    @Override
    void end(OutputBuffer out) {
        out.put('}');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
