package io.anabranch.kcl.source.local;

import io.anabranch.kcl.model.SequenceNumber;
import io.anabranch.simulator.stream.Shard;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/** The three 64-bit words of one shard's sequence numbers, put together without a big integer; the structure is that of the simulator's numbers. */
record SequenceWords(long creationSecond, int shardIndex) {
    private static final long LEAD = 2L << 56;
    private static final long VERSION = 2;

    static SequenceWords of(Shard shard) {
        var starting = shard.description().starting();
        return new SequenceWords(starting.creationSecond(), starting.shardIndex());
    }

    /** The number itself; put together from fields it would cost several times as much. */
    SequenceNumber number(long index, long arrivalSecond) {
        byte[] bytes = new byte[3 * Long.BYTES];
        ByteBuffer.wrap(bytes).putLong(high(index)).putLong(middle(index, arrivalSecond)).putLong(low(arrivalSecond));
        return new SequenceNumber(new BigInteger(1, bytes));
    }

    long high(long index) {
        return LEAD | (creationSecond << 20) | ((long) (shardIndex & 0xF) << 16) | (index >>> 48);
    }

    long middle(long index, long arrivalSecond) {
        return (index << 16) | (arrivalSecond >>> 28);
    }

    long low(long arrivalSecond) {
        return (arrivalSecond << 36) | ((long) shardIndex << 4) | VERSION;
    }
}
