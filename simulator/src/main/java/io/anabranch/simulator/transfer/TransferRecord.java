package io.anabranch.simulator.transfer;

import io.anabranch.simulator.stream.SequenceNumber;
import io.anabranch.simulator.stream.ShardId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * One record on its way.
 *
 * @param arrivalMillis epoch milliseconds
 * @param partitionKey  1 to 256 characters; absent where the service spreads the records by itself
 * @param encrypted     true if its stream was to be encrypted when it came
 * @param data          the remaining bytes; not to be moved
 */
public record TransferRecord(
        ShardId shard, SequenceNumber sequenceNumber, long arrivalMillis, Optional<String> partitionKey, boolean encrypted, ByteBuffer data) {
    public TransferRecord {
        int length = partitionKey.map(key -> key.codePointCount(0, key.length())).orElse(1);
        if (length < 1 || length > 256) throw new IllegalArgumentException("a partition key has 1 to 256 characters, not " + length);
    }

    Instant arrival() {
        return Instant.ofEpochMilli(arrivalMillis);
    }

    /** A copy of the data. */
    public byte[] bytes() {
        byte[] bytes = new byte[data.remaining()];
        data.duplicate().get(bytes);
        return bytes;
    }
}
