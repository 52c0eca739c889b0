package io.anabranch.kcl.replay;

import io.anabranch.kcl.processor.KinesisRecord;
import io.anabranch.kcl.processor.RecordBatch;
import io.anabranch.kcl.source.RawRecords;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A 128-bit running hash over the records of one shard: sequence number, partition key and payload of each, in order, whatever batches they come in.
 *
 * <p>Two lanes of multiply-and-shift take eight bytes each in turn and are mixed into one another after every field. For fixed input each step is
 * a bijection of the state, and for a fixed state one of the input, so a change of one word always changes the result. It is chosen for speed: about 10 ns
 * for a record of 100 bytes, where SHA-256 takes 100 to 400. It finds differences, not forgery.
 */
final class RecordDigest implements RawRecords.Sink {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long P1 = 0x9E3779B97F4A7C15L;
    private static final long P2 = 0xC2B2AE3D27D4EB4FL;
    private static final int ABSENT = -1;

    private long first = P2;
    private long second = P1;

    void add(RecordBatch batch) {
        if (batch instanceof RawRecords raw) {
            raw.forEachRaw(this);
        } else {
            for (KinesisRecord record : batch) add(record);
        }
    }

    private void add(KinesisRecord record) {
        BigInteger number = record.sequenceNumber().value();
        addNumber(number.shiftRight(128).longValue(), number.shiftRight(64).longValue(), number.longValue());
        if (record.partitionKey().isPresent()) {
            ByteBuffer key = ByteBuffer.wrap(record.partitionKey().get().getBytes(StandardCharsets.UTF_8));
            addBytes(key, 0, key.limit());
        } else {
            mix(ABSENT);
        }
        ByteBuffer data = record.data();
        addBytes(data, data.position(), data.remaining());
    }

    @Override
    public void record(long high, long middle, long low, ByteBuffer bytes, int keyOffset, int keyLength, int dataOffset, int dataLength) {
        addNumber(high, middle, low);
        if (keyLength == ABSENT) {
            mix(ABSENT);
        } else {
            addBytes(bytes, keyOffset, keyLength);
        }
        addBytes(bytes, dataOffset, dataLength);
    }

    private void addNumber(long high, long middle, long low) {
        first = step(first, high, P1);
        second = step(second, middle, P2);
        mix(low);
    }

    private void addBytes(ByteBuffer bytes, int offset, int length) {
        long a = first;
        long b = second;
        int at = offset;
        int end = offset + length;
        for (; at + 16 <= end; at += 16) {
            a = step(a, (long) LONGS.get(bytes, at), P1);
            b = step(b, (long) LONGS.get(bytes, at + 8), P2);
        }
        if (at + 8 <= end) {
            a = step(a, (long) LONGS.get(bytes, at), P1);
            at += 8;
        }
        first = a;
        second = step(b, tail(bytes, at, end), P2);
        mix(length);
    }

    private static long tail(ByteBuffer bytes, int from, int end) {
        long word = 0;
        for (int at = from; at < end; at++) word = word << 8 | bytes.get(at) & 0xFF;
        return word;
    }

    private void mix(long word) {
        first = step(first, word, P1) + Long.rotateLeft(second, 23);
        second ^= Long.rotateLeft(first, 41);
    }

    private static long step(long state, long word, long prime) {
        long product = (state ^ word) * prime;
        return product ^ product >>> 29;
    }

    long first() {
        return first;
    }

    long second() {
        return second;
    }
}
