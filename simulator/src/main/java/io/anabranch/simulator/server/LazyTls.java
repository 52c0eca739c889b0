package io.anabranch.simulator.server;

import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The TLS context, made when the first client asks for it; if that fails the next one tries again. Thread-safe. */
final class LazyTls implements Supplier<CompletableFuture<SslContext>> {
    private final Path folder;
    private final String host;
    private final Executor blocking;
    private @Nullable CompletableFuture<SslContext> context;

    LazyTls(Path folder, String host, Executor blocking) {
        this.folder = folder;
        this.host = host;
        this.blocking = blocking;
    }

    @Override
    public synchronized CompletableFuture<SslContext> get() {
        CompletableFuture<SslContext> current = context;
        if (current == null || current.isCompletedExceptionally()) {
            current = CompletableFuture.supplyAsync(this::make, blocking);
            context = current;
        }
        return current;
    }

    /** Has it made now, and blocks for that. */
    void prepare() throws IOException {
        try {
            get().join();
        } catch (CompletionException e) {
            throw new IOException("TLS cannot be offered: " + Optional.ofNullable(e.getCause()).map(Throwable::getMessage).orElse(""), e);
        }
    }

    private SslContext make() {
        try {
            return Certificates.context(folder, host);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the certificate in " + folder + " cannot be used", e);
        }
    }
}
