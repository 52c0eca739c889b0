package io.anabranch.samples.cli;

import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** What went wrong, as a user wants to read it. */
final class OneLine {
    private OneLine() {}

    static String of(Throwable failure) {
        Throwable cause = failure;
        while (isWrapper(cause) && cause.getCause() != null) cause = cause.getCause();
        if (cause instanceof NoSuchFileException missing) return "no such file: " + missing.getFile();
        return text(cause, cause.getMessage());
    }

    private static String text(Throwable cause, @Nullable String message) {
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }

    private static boolean isWrapper(Throwable failure) {
        return failure instanceof CompletionException || failure instanceof ExecutionException || failure instanceof UncheckedIOException;
    }
}
