package io.anabranch.kcl.source.local;

/** The three 64-bit words of one shard's sequence numbers, put together without a big integer; the structure is that of the simulator's numbers. */
record SequenceWords(long creationSecond, int shardIndex) {
    private static final long LEAD = 2L << 56;
    private static final long VERSION = 2;

    long high(long index) {
        return LEAD | creationSecond << 20 | (long) (shardIndex & 0xF) << 16 | index >>> 48;
    }

    long middle(long index, long arrivalSecond) {
        return index << 16 | arrivalSecond >>> 28;
    }

    long low(long arrivalSecond) {
        return arrivalSecond << 36 | (long) shardIndex << 4 | VERSION;
    }
}
