package io.anabranch.simulator.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.anabranch.simulator.stream.PutBatch;
import io.anabranch.simulator.stream.SequenceDigits;
import io.anabranch.simulator.stream.StreamException;
import java.util.Optional;

/**
 * Writes the answer of PutRecord and PutRecords. An entry that was stored is one copy of a prepared entry, into which the digits of its
 * sequence number and of its shard are then set.
 */
public final class PutAnswer {
    private static final int SHARD_DIGITS = 12;
    private static final PutAnswer JSON = json();
    private static final PutAnswer CBOR = cbor();

    private final WireFormat format;
    private final byte[] entry;
    /** What follows the members of an answer that tells of an encrypted stream. */
    private final byte[] encrypted;
    private final int sequenceAt;
    private final int shardEnd;

    private PutAnswer(WireFormat format, byte[] entry, byte[] encrypted, int sequenceAt, int shardEnd) {
        this.format = format;
        this.entry = entry;
        this.encrypted = encrypted;
        this.sequenceAt = sequenceAt;
        this.shardEnd = shardEnd;
    }

    public static PutAnswer in(WireFormat format) {
        return switch (format) {
            case JSON -> JSON;
            case CBOR -> CBOR;
        };
    }

    private static PutAnswer json() {
        String start = "{\"SequenceNumber\":\"";
        String text = start + "0".repeat(SequenceDigits.LENGTH) + "\",\"ShardId\":\"shardId-" + "0".repeat(SHARD_DIGITS) + "\"}";
        return new PutAnswer(WireFormat.JSON, text.getBytes(US_ASCII), ",\"EncryptionType\":\"KMS\"".getBytes(US_ASCII), start.length(), text.length() - 2);
    }

    private static PutAnswer cbor() {
        OutputBuffer out = new OutputBuffer(128).head(5, 2);
        cborText(out, "SequenceNumber");
        cborText(out, "0".repeat(SequenceDigits.LENGTH));
        int sequenceAt = out.length() - SequenceDigits.LENGTH;
        cborText(out, "ShardId");
        cborText(out, "shardId-" + "0".repeat(SHARD_DIGITS));
        byte[] entry = java.util.Arrays.copyOf(out.array(), out.length());
        OutputBuffer encrypted = new OutputBuffer(32);
        cborText(encrypted, "EncryptionType");
        cborText(encrypted, "KMS");
        return new PutAnswer(WireFormat.CBOR, entry, java.util.Arrays.copyOf(encrypted.array(), encrypted.length()), sequenceAt, entry.length);
    }

    /** The answer of a PutRecord whose only record was stored. */
    public OutputBuffer record(PutBatch batch) {
        OutputBuffer out = new OutputBuffer(entry.length + encrypted.length);
        stored(out, batch, 0);
        if (batch.encrypted()) {
            encrypt(out);
        }
        return out;
    }

    /** Adds a member to the whole map that {@code out} holds, of two members before. */
    private void encrypt(OutputBuffer out) {
        if (format == WireFormat.JSON) {
            out.array()[out.length() - 1] = ',';
            out.put(encrypted, 1, encrypted.length - 1).put('}');
        } else {
            out.array()[0]++;
            out.put(encrypted);
        }
    }

    /** The answer of a PutRecords: an entry for each record in its order. */
    public OutputBuffer records(PutBatch batch) {
        OutputBuffer out = new OutputBuffer(64 + batch.count() * (entry.length + 1));
        if (format == WireFormat.JSON) {
            jsonRecords(out, batch);
        } else {
            cborRecords(out, batch);
        }
        if (batch.encrypted()) {
            encrypt(out);
        }
        return out;
    }

    private void jsonRecords(OutputBuffer out, PutBatch batch) {
        out.put("{\"FailedRecordCount\":".getBytes(US_ASCII)).decimal(batch.failedCount()).put(",\"Records\":[".getBytes(US_ASCII));
        for (int i = 0; i < batch.count(); i++) {
            if (i > 0) {
                out.put(',');
            }
            entry(out, batch, i);
        }
        out.put(']').put('}');
    }

    private void cborRecords(OutputBuffer out, PutBatch batch) {
        out.head(5, 2);
        cborText(out, "FailedRecordCount");
        out.head(0, batch.failedCount());
        cborText(out, "Records");
        out.head(4, batch.count());
        for (int i = 0; i < batch.count(); i++) {
            entry(out, batch, i);
        }
    }

    private void entry(OutputBuffer out, PutBatch batch, int i) {
        StreamException failure = batch.failure(i);
        if (failure == null) {
            stored(out, batch, i);
        } else {
            failed(out, failure);
        }
    }

    private void stored(OutputBuffer out, PutBatch batch, int i) {
        int start = out.claim(entry.length);
        byte[] target = out.array();
        System.arraycopy(entry, 0, target, start, entry.length);
        batch.writeSequenceNumber(i, target, start + sequenceAt);
        int at = start + shardEnd;
        for (int rest = batch.shardId(i).index(); rest > 0; rest /= 10) {
            target[--at] = (byte) ('0' + rest % 10);
        }
    }

    private void failed(OutputBuffer out, StreamException failure) {
        String message = Optional.ofNullable(failure.getMessage()).orElse("");
        if (format == WireFormat.CBOR) {
            out.head(5, 2);
            cborText(out, "ErrorCode");
            cborText(out, failure.type().wireName());
            cborText(out, "ErrorMessage");
            cborText(out, message);
        } else {
            byte[] text = message.getBytes(UTF_8);
            out.put(("{\"ErrorCode\":\"" + failure.type().wireName() + "\",\"ErrorMessage\":").getBytes(US_ASCII));
            JsonText.write(out, text, 0, text.length);
            out.put('}');
        }
    }

    private static void cborText(OutputBuffer out, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        out.head(3, bytes.length).put(bytes);
    }
}
