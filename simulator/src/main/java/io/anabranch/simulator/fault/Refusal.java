package io.anabranch.simulator.fault;

import java.util.Arrays;
import java.util.Optional;

/** For what reason the service turns a call, or an entry of it, down. */
public enum Refusal {
    /** ProvisionedThroughputExceededException from the data plane, LimitExceededException from the control plane. */
    THROTTLE("throttle"),
    /** InternalFailure, HTTP 500. */
    INTERNAL_FAILURE("internalFailure"),
    /** ServiceUnavailable, HTTP 503. */
    UNAVAILABLE("unavailable"),
    /** ExpiredIteratorException; GetRecords only. */
    EXPIRED_ITERATOR("expiredIterator");

    private final String word;

    Refusal(String word) {
        this.word = word;
    }

    /** As a script says it. */
    String word() {
        return word;
    }

    static Optional<Refusal> of(String word) {
        return Arrays.stream(values()).filter(refusal -> refusal.word.equals(word)).findFirst();
    }
}
