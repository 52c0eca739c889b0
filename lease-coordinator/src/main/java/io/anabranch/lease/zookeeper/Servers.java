package io.anabranch.lease.zookeeper;

import java.util.function.Supplier;
import org.apache.curator.ensemble.EnsembleProvider;

/** The ensemble's addresses as Curator asks for them, at each new handle. */
final class Servers implements EnsembleProvider {
    private final Supplier<String> servers;

    Servers(Supplier<String> servers) {
        this.servers = servers;
    }

    @Override
    public void start() {
        // nothing to start: the addresses come from the store
    }

    @Override
    public String getConnectionString() {
        return servers.get();
    }

    @Override
    public void close() {
        // nothing was started
    }

    @Override
    public void setConnectionString(String connectionString) {
        throw new UnsupportedOperationException("the store sets the servers: " + connectionString);
    }

    @Override
    public boolean updateServerListEnabled() {
        return true;
    }
}
