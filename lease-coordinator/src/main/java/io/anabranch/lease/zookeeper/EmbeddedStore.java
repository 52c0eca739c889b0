package io.anabranch.lease.zookeeper;

import io.anabranch.lease.store.CoordinationSession;
import io.anabranch.lease.store.CoordinationStore;
import io.anabranch.lease.store.SessionListener;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store on a folder's server, which this process hosts if nobody else does. The folder's lock decides who hosts, and every store tries for it twice a
 * second: so the death of a host needs no detection of its own. The endpoint file says where the server is; it is read as often, because a new host
 * may have had to take another port.
 */
final class EmbeddedStore implements CoordinationStore {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedStore.class);
    private static final long WATCH_MILLIS = 500;
    private static final long FIND_SECONDS = 60;

    private final Path folder;
    private final ZooKeeperStore store;
    private final ScheduledExecutorService watch;
    private @Nullable EmbeddedZooKeeper server;
    private boolean closed;

    private EmbeddedStore(Path folder, ZooKeeperStore store, ScheduledExecutorService watch) {
        this.folder = folder;
        this.store = store;
        this.watch = watch;
    }

    static EmbeddedStore open(Path folder) throws IOException {
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "anabranch-zookeeper-watch");
            thread.setDaemon(true);
            return thread;
        });
        EmbeddedStore opened = null;
        try {
            HostOrGuest first = find(folder, watch);
            opened = new EmbeddedStore(folder, new ZooKeeperStore(ConnectString.parse(Endpoint.connectString(first.port()))), watch);
            opened.server = first.server();
            Future<?> unused = watch.scheduleWithFixedDelay(opened::look, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
            return opened;
        } finally {
            if (opened == null) {
                watch.shutdownNow();
            }
        }
    }

    /** @param server null where another process hosts it */
    private record HostOrGuest(int port, @Nullable EmbeddedZooKeeper server) {}

    /** A host that has the lock but has not published its endpoint yet is about to. */
    private static HostOrGuest find(Path folder, ScheduledExecutorService watch) throws IOException {
        CompletableFuture<HostOrGuest> found = new CompletableFuture<>();
        watch.execute(() -> tryFind(folder, watch, found));
        try {
            return found.get(FIND_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while looking for the ZooKeeper server of " + folder);
        } catch (TimeoutException e) {
            throw new IOException("the folder " + folder + " is locked, but its ZooKeeper server has not shown itself for " + FIND_SECONDS + " s", e);
        } catch (ExecutionException e) {
            throw new IOException("ZooKeeper folder " + folder + " cannot be used: " + message(e), e);
        }
    }

    private static @Nullable String message(ExecutionException failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure.getMessage() : cause.getMessage();
    }

    private static void tryFind(Path folder, ScheduledExecutorService watch, CompletableFuture<HostOrGuest> found) {
        try {
            EmbeddedZooKeeper server = EmbeddedZooKeeper.start(folder, 0);
            if (!found.complete(new HostOrGuest(server.port(), server))) {
                server.close();
            }
        } catch (FolderInUseException e) {
            joinOrTryAgain(folder, watch, found);
        } catch (IOException e) {
            found.completeExceptionally(e);
        }
    }

    private static void joinOrTryAgain(Path folder, ScheduledExecutorService watch, CompletableFuture<HostOrGuest> found) {
        try {
            int port = Endpoint.read(folder).orElse(0);
            if (port != 0) {
                found.complete(new HostOrGuest(port, null));
            } else {
                Future<?> unused = watch.schedule(() -> tryFind(folder, watch, found), WATCH_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (IOException e) {
            found.completeExceptionally(e);
        }
    }

    @Override
    public CompletionStage<CoordinationSession> open(Duration timeout, SessionListener listener) {
        return store.open(timeout, listener);
    }

    @Override
    public boolean isEmbedded() {
        return true;
    }

    /** Closes the sessions, then the server if it is hosted here. */
    @Override
    public void close() {
        store.close();
        watch.shutdownNow();
        stopServer();
    }

    private synchronized void stopServer() {
        closed = true;
        if (server != null) {
            server.close();
        }
    }

    private void look() {
        try {
            hostIfNobodyDoes();
            Endpoint.read(folder).ifPresent(port -> store.moveTo(Endpoint.connectString(port)));
        } catch (IOException | RuntimeException e) { // thrown on, it would end the watch without a word
            log.warn("zookeeper folder not usable, trying again folder={}", folder, e);
        }
    }

    private synchronized void hostIfNobodyDoes() throws IOException {
        if (server != null || closed) {
            return;
        }
        try {
            server = EmbeddedZooKeeper.start(folder, 0);
        } catch (FolderInUseException e) {
            log.trace("zookeeper hosted elsewhere folder={}", folder);
        }
    }
}
