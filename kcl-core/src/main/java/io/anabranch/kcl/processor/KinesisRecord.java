package io.anabranch.kcl.processor;

import io.anabranch.kcl.model.SequenceNumber;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/** One record: a view on its batch, valid as long as it is referenced. Immutable and thread-safe. */
public interface KinesisRecord {
    SequenceNumber sequenceNumber();

    /** Absent where the service spreads the records by itself. */
    Optional<String> partitionKey();

    /** Approximate arrival time at the service, epoch milliseconds; never goes back within a shard. */
    long arrivalMillis();

    default Instant arrival() {
        return Instant.ofEpochMilli(arrivalMillis());
    }

    /** True if the service says that it keeps the record encrypted (EncryptionType KMS). */
    default boolean encrypted() {
        return false;
    }

    /** The payload: read-only, position 0, a new view each call, no copy. */
    ByteBuffer data();

    /** Size of the payload in bytes. */
    int sizeBytes();

    /** A copy of the payload. */
    default byte[] bytes() {
        byte[] copy = new byte[sizeBytes()];
        data().get(copy);
        return copy;
    }
}
