package io.anabranch.samples.cli;

import static java.util.stream.Collectors.joining;

import io.anabranch.kcl.source.SourceException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** What went wrong, as a user wants to read it. */
final class OneLine {
    private OneLine() {}

    static String of(Throwable failure) {
        Throwable cause = failure;
        while (isWrapper(cause) && cause.getCause() != null) cause = cause.getCause();
        if (cause instanceof FileSystemException file && file.getReason() == null) return of(file);
        Optional<ConnectException> unreachable = connecting(cause);
        if (unreachable.isPresent()) return Stream.of("cannot connect", unreachable.get().getMessage()).filter(Objects::nonNull).collect(joining(": "));
        if (cause instanceof AwsServiceException refused && refused.awsErrorDetails() != null) return text(cause, refused.awsErrorDetails().errorMessage());
        return text(cause, cause.getMessage());
    }

    /** The JDK says of these nothing but the path. */
    private static String of(FileSystemException failure) {
        if (failure instanceof NoSuchFileException) return "no such file or folder: " + failure.getFile();
        if (failure instanceof AccessDeniedException) return "no access to " + failure.getFile();
        if (failure instanceof NotDirectoryException) return "not a folder: " + failure.getFile();
        if (failure instanceof FileAlreadyExistsException) return "a file is in the way: " + failure.getFile();
        return text(failure, failure.getMessage());
    }

    private static Optional<ConnectException> connecting(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).filter(ConnectException.class::isInstance).map(ConnectException.class::cast).findFirst();
    }

    private static String text(Throwable cause, @Nullable String message) {
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message.strip().lines().findFirst().orElseThrow();
    }

    private static boolean isWrapper(Throwable failure) {
        return failure instanceof CompletionException || failure instanceof ExecutionException || failure instanceof UncheckedIOException
                || failure instanceof SourceException && failure.getCause() instanceof SdkException;
    }
}
