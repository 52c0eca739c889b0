package io.anabranch.lease.store;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Waits for stages of a store, for so long that only a broken store is late. */
public final class Stages {
    private static final int PATIENCE_SECONDS = 30;

    private Stages() {}

    public static <T> T get(CompletionStage<T> stage) throws Exception {
        try {
            return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw cause(e);
        }
    }

    /** The failure of a stage that must fail as the port says. */
    public static StoreException failure(CompletionStage<?> stage) throws Exception {
        try {
            Object value = get(stage);
            throw new AssertionError("expected a failure, got " + value);
        } catch (StoreException e) {
            return e;
        }
    }

    private static Exception cause(ExecutionException e) {
        Throwable cause = e.getCause() instanceof CompletionException inner ? inner.getCause() : e.getCause();
        return cause instanceof Exception exception ? exception : e;
    }
}
