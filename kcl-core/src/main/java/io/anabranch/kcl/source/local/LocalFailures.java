package io.anabranch.kcl.source.local;

import io.anabranch.kcl.source.SourceException;
import io.anabranch.kcl.source.SourceException.Kind;
import io.anabranch.simulator.stream.StreamException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What the simulator throws, as what a source answers. */
final class LocalFailures {
    private LocalFailures() {}

    static <T> CompletionStage<T> answer(Supplier<T> question) {
        try {
            return CompletableFuture.completedFuture(question.get());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(failure(e));
        }
    }

    /** Anything but what the service itself would refuse is a log that cannot be read: damage, or a file that is gone. */
    static SourceException failure(RuntimeException cause) {
        Kind kind = cause instanceof StreamException refused ? kind(refused) : Kind.FATAL;
        return new SourceException(kind, String.valueOf(cause.getMessage()), cause);
    }

    private static Kind kind(StreamException refused) {
        return switch (refused.type()) {
            case RESOURCE_NOT_FOUND -> Kind.NOT_FOUND;
            case PROVISIONED_THROUGHPUT_EXCEEDED, LIMIT_EXCEEDED -> Kind.THROTTLED;
            case RESOURCE_IN_USE, EXPIRED_ITERATOR, EXPIRED_NEXT_TOKEN, SERVICE_UNAVAILABLE -> Kind.RETRY;
            case ACCESS_DENIED,
                    INCOMPLETE_SIGNATURE,
                    INTERNAL_FAILURE,
                    INVALID_ARGUMENT,
                    INVALID_SIGNATURE,
                    KMS_NOT_FOUND,
                    MISSING_AUTHENTICATION_TOKEN,
                    SERIALIZATION,
                    UNKNOWN_OPERATION,
                    VALIDATION -> Kind.FATAL;
        };
    }
}
