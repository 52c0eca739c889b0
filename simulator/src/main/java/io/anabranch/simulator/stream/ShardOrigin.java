package io.anabranch.simulator.stream;

/** What a shard's sequence numbers have in common. */
record ShardOrigin(long creationSecond, ShardId id, SequenceDigits digits) {
    static ShardOrigin of(long creationSecond, int shardIndex) {
        return new ShardOrigin(creationSecond, new ShardId(shardIndex), new SequenceDigits(creationSecond, shardIndex));
    }

    SequenceNumber number(long index, long arrivalMillis) {
        return SequenceNumber.of(creationSecond, id.index(), index, Math.floorDiv(arrivalMillis, 1000L));
    }

    SequenceNumber starting() {
        return SequenceNumber.of(creationSecond, id.index(), 0, creationSecond);
    }

    SequenceNumber ending(long closedSecond) {
        return SequenceNumber.of(creationSecond, id.index(), SequenceNumber.LAST_INDEX, closedSecond);
    }
}
