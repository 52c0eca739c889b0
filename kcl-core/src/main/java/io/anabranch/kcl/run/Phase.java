package io.anabranch.kcl.run;

/** Where a claim on a shard is in its life. */
enum Phase {
    /** The worker's earlier claim on this shard has not stopped yet. */
    WAITING,
    INITIALIZING,
    PROCESSING,
    /** Everything was processed; shardEnded is due. */
    ENDING,
    /** shardEnded has returned; SHARD_END is being written. */
    SAVING_END,
    /** To be given back; shutdownRequested is due. */
    DRAINING,
    /** The final checkpoint and release are being written. */
    RELEASING,
    /** The processor failed for good; the lease is kept, idle, until it is lost: given back it would take the failure through the fleet. */
    FAILED,
    STOPPED;

    /** What moves a claim on. */
    enum Signal {
        STARTED,
        INITIALIZED,
        END_REACHED,
        SHARD_ENDED_RETURNED,
        END_SAVED,
        REVOKED,
        SHUTDOWN_RETURNED,
        RELEASED,
        GAVE_UP,
        LOST
    }

    /** The phase after {@code signal}; the same one where the signal says nothing new. */
    Phase next(Signal signal) {
        if (signal == Signal.LOST) return STOPPED;
        return switch (this) {
            case WAITING -> signal == Signal.STARTED ? INITIALIZING : signal == Signal.REVOKED ? RELEASING : this;
            case INITIALIZING -> afterUserCall(signal, Signal.INITIALIZED, PROCESSING, RELEASING);
            case PROCESSING -> afterUserCall(signal, Signal.END_REACHED, ENDING, DRAINING);
            case ENDING -> afterUserCall(signal, Signal.SHARD_ENDED_RETURNED, SAVING_END, DRAINING);
            case SAVING_END -> signal == Signal.END_SAVED ? STOPPED : this;
            case DRAINING -> signal == Signal.SHUTDOWN_RETURNED ? RELEASING : this;
            case RELEASING -> signal == Signal.RELEASED ? STOPPED : this;
            case FAILED, STOPPED -> this;
        };
    }

    private Phase afterUserCall(Signal signal, Signal done, Phase whenDone, Phase whenRevoked) {
        if (signal == done) return whenDone;
        if (signal == Signal.REVOKED) return whenRevoked;
        return signal == Signal.GAVE_UP ? FAILED : this;
    }

    /** True while more records may be wanted. */
    boolean reads() {
        return this == INITIALIZING || this == PROCESSING;
    }
}
