package io.anabranch.kcl.replay;

import io.anabranch.kcl.model.SequenceNumber;
import io.anabranch.kcl.model.ShardId;
import java.util.Optional;

/** A replay ended before its records did: the processor threw, or the records could not be read. The cause says which. */
public final class ReplayException extends Exception {
    private final transient Optional<ShardId> shard;
    private final transient Optional<SequenceNumber> sequenceNumber;

    ReplayException(String message, Throwable cause) {
        super(message, cause);
        this.shard = Optional.empty();
        this.sequenceNumber = Optional.empty();
    }

    ReplayException(ShardId shard, Optional<SequenceNumber> sequenceNumber, String what, Throwable cause) {
        super(what + " shard=" + shard + sequenceNumber.map(number -> " sequence=" + number).orElse(" before its first record") + ": " + cause, cause);
        this.shard = Optional.of(shard);
        this.sequenceNumber = sequenceNumber;
    }

    /** The shard it happened in; absent if the stream itself could not be read. */
    public Optional<ShardId> shard() {
        return shard;
    }

    /**
     * The first record of the batch the processor threw on; if it threw elsewhere, or reading failed, the last record before that. Absent before
     * the first one.
     */
    public Optional<SequenceNumber> sequenceNumber() {
        return sequenceNumber;
    }
}
