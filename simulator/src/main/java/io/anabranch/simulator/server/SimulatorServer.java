package io.anabranch.simulator.server;

import java.net.URI;

/** The open port. */
public final class SimulatorServer implements AutoCloseable {
    /** Where it listens: {@code http://127.0.0.1:4567}, or {@code https://…} where plain is refused. */
    public URI endpoint() { throw new UnsupportedOperationException(); }

    /** Stops accepting, finishes requests under way for up to a second, closes all connections. */
    @Override public void close() { throw new UnsupportedOperationException(); }
}
