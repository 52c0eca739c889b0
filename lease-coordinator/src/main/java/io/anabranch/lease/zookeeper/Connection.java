package io.anabranch.lease.zookeeper;

import io.anabranch.lease.store.CoordinationSession;
import io.anabranch.lease.store.SessionListener;
import io.anabranch.lease.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.curator.CuratorZookeeperClient;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session's way to the ensemble: a Curator client that has exactly one ZooKeeper handle once the session is open. Until then Curator may replace the
 * handle (a first session can expire before it was of any use); from then on the end of the handle's session is the end of this connection, and Curator
 * is not told of it, because it would open another one.
 *
 * <p>State is touched on the event thread of the current handle alone, except where it is volatile.
 */
final class Connection {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);
    private static final int MILLIS_TO_END_THREADS = 0;
    static final int GOODBYE_MILLIS = 2_000;

    private final ConnectString address;
    private final SessionListener listener;
    private final Consumer<Connection> onClosed;
    private final CompletableFuture<CoordinationSession> opened = new CompletableFuture<>();
    private final CuratorZookeeperClient client;
    private volatile CompletableFuture<ZooKeeper> handle = new CompletableFuture<>();
    private @Nullable CompletableFuture<Void> goodbye;
    private boolean over;

    Connection(ConnectString address, Supplier<String> servers, Duration timeout, SessionListener listener, Consumer<Connection> onClosed) {
        this.address = address;
        this.listener = listener;
        this.onClosed = onClosed;
        int millis = Math.toIntExact(timeout.toMillis());
        this.client = new CuratorZookeeperClient(this::newHandle, new Servers(servers), millis, millis, MILLIS_TO_END_THREADS, null, new RetryOneTime(1), false);
    }

    /** Starts to connect; does not block. The stage completes on the event thread, before the listener hears anything. */
    CompletableFuture<CoordinationSession> open() {
        try {
            client.start();
        } catch (Exception e) {
            opened.completeExceptionally(new StoreException(StoreException.Kind.REJECTED, -1, "cannot connect to " + address + ": " + e));
        }
        return opened;
    }

    /** The ensemble has other addresses now. */
    void serversChanged(String servers) {
        CompletableFuture<Void> unused = handle.thenAccept(zooKeeper -> move(zooKeeper, servers));
    }

    private static void move(ZooKeeper zooKeeper, String servers) {
        try {
            zooKeeper.updateServerList(servers);
        } catch (IOException e) {
            log.warn("server list not taken servers={}", servers, e);
        }
    }

    /** Ends the session; blocks until the server has heard of it, which takes a tenth of a second, or {@value #GOODBYE_MILLIS} ms if it is silent. */
    void close() {
        await(startClosing());
    }

    /** Begins to say good-bye on a thread of its own, because the client waits for a silent server as long as for a slow one. */
    synchronized CompletableFuture<Void> startClosing() {
        if (goodbye == null) {
            goodbye = new CompletableFuture<>();
            opened.completeExceptionally(new StoreException(StoreException.Kind.SESSION_EXPIRED, -1, "the store was closed"));
            Thread thread = new Thread(this::sayGoodbye, "anabranch-zookeeper-close");
            thread.setDaemon(true);
            thread.start();
        }
        return goodbye;
    }

    private void sayGoodbye() {
        try {
            client.close();
        } finally {
            onClosed.accept(this);
            startClosing().complete(null);
        }
    }

    static void await(CompletableFuture<Void> goodbyes) {
        try {
            goodbyes.get(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.warn("server silent at the end of a session; it will expire");
        } catch (ExecutionException e) {
            log.warn("session not closed cleanly", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ZooKeeper newHandle(String servers, int timeoutMillis, Watcher curator, boolean canBeReadOnly) throws IOException {
        CompletableFuture<ZooKeeper> created = new CompletableFuture<>();
        handle = created;
        ZKClientConfig config = new ZKClientConfig();
        config.setProperty(ZKClientConfig.JUTE_MAXBUFFER, Integer.toString(MultiRead.LARGEST_ANSWER_BYTES));
        ZooKeeper zooKeeper = new ZooKeeper(servers, timeoutMillis, event -> onEvent(created, event, curator), canBeReadOnly, config);
        created.complete(zooKeeper);
        return zooKeeper;
    }

    /** The first event may come before the handle's constructor has returned; waiting for that is a matter of microseconds. */
    private void onEvent(CompletableFuture<ZooKeeper> source, WatchedEvent event, Watcher curator) {
        boolean current = handle == source;
        if (event.getType() == Watcher.Event.EventType.None && current && !over) {
            onState(source.join(), event.getState());
        }
        if (current && !over) {
            curator.process(event);
        }
    }

    private void onState(ZooKeeper zooKeeper, KeeperState state) {
        if (state == KeeperState.AuthFailed) {
            opened.completeExceptionally(new StoreException(StoreException.Kind.REJECTED, -1, "authentication failed at " + address));
        }
        if (!opened.isDone()) {
            if (state == KeeperState.SyncConnected) {
                prepare(zooKeeper);
            }
        } else if (!opened.isCompletedExceptionally()) {
            report(zooKeeper, state);
        }
    }

    private void prepare(ZooKeeper zooKeeper) {
        new RootPath(zooKeeper, address.root()).ensure(() -> {
            log.info("session opened id=0x{} timeoutMs={} servers={}", Long.toHexString(zooKeeper.getSessionId()), zooKeeper.getSessionTimeout(),
                    address.servers());
            opened.complete(new ZooKeeperSession(zooKeeper, address, this::close));
        }, failure -> opened.completeExceptionally(failure));
    }

    private void report(ZooKeeper zooKeeper, KeeperState state) {
        if (state == KeeperState.Disconnected) {
            log.info("session suspended id=0x{}", Long.toHexString(zooKeeper.getSessionId()));
            listener.suspended();
        } else if (state == KeeperState.SyncConnected) {
            log.info("session reconnected id=0x{}", Long.toHexString(zooKeeper.getSessionId()));
            listener.reconnected();
        } else if (state == KeeperState.Expired || state == KeeperState.AuthFailed) {
            over = true;
            log.info("session expired id=0x{}", Long.toHexString(zooKeeper.getSessionId()));
            listener.expired();
            var unused = startClosing(); // nothing comes from it any more
        }
    }
}
