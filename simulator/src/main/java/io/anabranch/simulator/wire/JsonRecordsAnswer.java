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
        super(WireFormat.JSON, records);
    }

    @Override
    void start(int members) {
        out.put(START);
    }

    @Override
    void record(int i) {
        if (i > 0) {
            out.put(',');
        }
        out.put(SEQUENCE_NUMBER);
        int digits = out.claim(SequenceDigits.LENGTH);
        records.writeSequenceNumber(i, out.array(), digits);
        out.put(ARRIVAL);
        arrival(records.arrivalMillis(i));
        out.put(DATA);
        base64(i);
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
    private void arrival(long millis) {
        if (millis != arrivalMillis || arrivalText.length == 0) {
            OutputBuffer text = new OutputBuffer(16).seconds(millis);
            arrivalText = Arrays.copyOf(text.array(), text.length());
            arrivalMillis = millis;
        }
        out.put(arrivalText);
    }

    /** The encoder takes whole arrays only; records of one read are mostly as long as each other, so one array serves them. */
    private void base64(int i) {
        int length = records.dataLength(i);
        if (raw.length != length) {
            raw = new byte[length];
            encoded = new byte[(length + 2) / 3 * 4];
        }
        records.copyData(i, raw, 0);
        out.put(encoded, 0, Base64.getEncoder().encode(raw, encoded));
    }

    @Override
    void endOfRecords() {
        // The bracket comes with the next member.
    }

    @Override
    void millisBehindLatest(long millis) {
        out.put(MILLIS_BEHIND_LATEST).decimal(millis);
    }

    @Override
    void next(Next kind, String value) {
        out.put(ascii(",\"" + kind.member() + "\":\"" + value + '"'));
    }

    @Override
    void childShards(byte[] json) {
        out.put(CHILD_SHARDS).put(json);
    }

    @Override
    void end() {
        out.put('}');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
