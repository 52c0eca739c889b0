package io.anabranch.lease.zookeeper;

import io.anabranch.lease.store.CoordinationSession;
import io.anabranch.lease.store.CoordinationStore;
import io.anabranch.lease.store.SessionListener;
import io.anabranch.lease.store.StoreException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Opens sessions with an ensemble, each over a connection of its own. */
final class ZooKeeperStore implements CoordinationStore {
    private final ConnectString address;
    private final Set<Connection> connections = new HashSet<>();
    private String servers;
    private boolean closed;

    ZooKeeperStore(ConnectString address) {
        this.address = address;
        this.servers = address.servers();
    }

    @Override
    public CompletionStage<CoordinationSession> open(Duration timeout, SessionListener listener) {
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("session timeout must be more than 0 and at most 1 h, was " + timeout);
        }
        Connection connection = new Connection(address, this::servers, timeout, listener, this::forget);
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(new StoreException(StoreException.Kind.SESSION_EXPIRED, -1, "the store is closed"));
            }
            connections.add(connection);
        }
        return connection.open();
    }

    /** The ensemble is found elsewhere from now on; open sessions go there when their connection breaks. */
    void moveTo(String newServers) {
        List<Connection> open;
        synchronized (this) {
            if (servers.equals(newServers)) {
                return;
            }
            servers = newServers;
            open = List.copyOf(connections);
        }
        open.forEach(connection -> connection.serversChanged(newServers));
    }

    /** Closes all sessions side by side, because saying good-bye takes each of them a tenth of a second. */
    @Override
    public void close() {
        List<Connection> open;
        synchronized (this) {
            closed = true;
            open = List.copyOf(connections);
        }
        Connection.await(CompletableFuture.allOf(open.stream().map(Connection::startClosing).toArray(CompletableFuture[]::new)));
    }

    /** How many connections are open or being opened. */
    synchronized int connections() {
        return connections.size();
    }

    private synchronized String servers() {
        return servers;
    }

    private synchronized void forget(Connection connection) {
        connections.remove(connection);
    }
}
