package io.anabranch.kcl.source.kinesis;

import io.anabranch.kcl.source.SourceException;
import io.anabranch.kcl.source.SourceException.Kind;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.ExpiredNextTokenException;
import software.amazon.awssdk.services.kinesis.model.KmsThrottlingException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/** What the SDK throws, as what a source answers. */
final class KinesisFailures {
    private KinesisFailures() {}

    /** The same stage, failing with {@link SourceException}s. */
    static <T> CompletionStage<T> typed(CompletionStage<T> stage) {
        return stage.handle((answer, failure) ->
                        failure == null ? CompletableFuture.completedFuture(answer) : CompletableFuture.<T>failedFuture(failure(failure)))
                .thenCompose(next -> next);
    }

    static SourceException failure(Throwable thrown) {
        Throwable cause = cause(thrown);
        if (cause instanceof SourceException already) return already;
        return new SourceException(kind(cause), String.valueOf(cause.getMessage()), cause);
    }

    static boolean isExpiredIterator(Throwable thrown) {
        return cause(thrown) instanceof ExpiredIteratorException;
    }

    private static Throwable cause(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    private static Kind kind(Throwable cause) {
        if (cause instanceof ResourceNotFoundException) return Kind.NOT_FOUND;
        if (isThrottling(cause)) return Kind.THROTTLED;
        if (cause instanceof AwsServiceException answer) return kind(answer);
        return cause instanceof SdkException || cause instanceof CancellationException ? Kind.RETRY : Kind.FATAL;
    }

    private static boolean isThrottling(Throwable cause) {
        return cause instanceof ProvisionedThroughputExceededException
                || cause instanceof LimitExceededException
                || cause instanceof KmsThrottlingException
                || (cause instanceof AwsServiceException answer && answer.isThrottlingException());
    }

    private static Kind kind(AwsServiceException answer) {
        boolean passes = answer instanceof ResourceInUseException
                || answer instanceof ExpiredIteratorException
                || answer instanceof ExpiredNextTokenException
                || answer.statusCode() >= 500;
        return passes ? Kind.RETRY : Kind.FATAL;
    }
}
