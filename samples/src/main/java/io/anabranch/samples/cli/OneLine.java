package io.anabranch.samples.cli;

import static java.util.stream.Collectors.joining;

import io.anabranch.simulator.log.FolderInUseException;
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
import software.amazon.awssdk.core.exception.SdkException;

/** What went wrong, as a user wants to read it. */
final class OneLine {
    private OneLine() {}

    static String of(Throwable failure) {
        Optional<SdkException> ofTheClient = within(failure, SdkException.class);
        if (ofTheClient.isPresent()) return SdkFailures.text(ofTheClient.get());
        Throwable cause = failure;
        while (isWrapper(cause) && cause.getCause() != null) cause = cause.getCause();
        if (cause instanceof FileSystemException file && file.getReason() == null) return of(file);
        if (cause instanceof FolderInUseException used) return inUse(used);
        return within(cause, ConnectException.class).map(OneLine::unreachable).orElse(text(cause, cause.getMessage()));
    }

    private static String inUse(FolderInUseException used) {
        return used.getMessage() + "; stop it, or ask its service with --endpoint where the command has that";
    }

    /** The innermost says what the outer ones only wrap. */
    static <T extends Throwable> Optional<T> within(Throwable failure, Class<T> kind) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).filter(kind::isInstance).map(kind::cast).reduce((outer, inner) -> inner);
    }

    static String unreachable(ConnectException failure) {
        return Stream.of("cannot connect", failure.getMessage()).filter(Objects::nonNull).collect(joining(": "));
    }

    /** The JDK says of these nothing but the path. */
    private static String of(FileSystemException failure) {
        if (failure instanceof NoSuchFileException) return "no such file or folder: " + failure.getFile();
        if (failure instanceof AccessDeniedException) return "no access to " + failure.getFile();
        if (failure instanceof NotDirectoryException) return "not a folder: " + failure.getFile();
        if (failure instanceof FileAlreadyExistsException) return "a file is in the way: " + failure.getFile();
        return text(failure, failure.getMessage());
    }

    static String text(Throwable cause, @Nullable String message) {
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message.strip().lines().findFirst().orElseThrow();
    }

    private static boolean isWrapper(Throwable failure) {
        return failure instanceof CompletionException || failure instanceof ExecutionException || failure instanceof UncheckedIOException;
    }
}
