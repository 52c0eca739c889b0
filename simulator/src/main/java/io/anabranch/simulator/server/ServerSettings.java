package io.anabranch.simulator.server;

import java.time.Duration;

/**
 * How the port is served.
 *
 * @param host              address to bind to
 * @param port              0 = any free one
 * @param idleTimeout       a connection on which nothing moves for so long is closed, unless its client waits for an answer and has taken all there is
 *                          of it; a request must also arrive whole within it
 * @param maxConnections    further ones are answered 503 where that costs little, and closed
 * @param maxHeaderBytes    of one request, at least 1,024; more is answered 431 or 414
 * @param maxBodyBytes      of one request; more is answered 413. 14 MiB hold the largest PutRecords in JSON
 * @param maxStreams        concurrent HTTP/2 streams of one connection
 * @param ioThreads         event loops
 * @param admin             whether the admin API is answered
 */
public record ServerSettings(
        String host,
        int port,
        TlsMode tls,
        Duration idleTimeout,
        int maxConnections,
        int maxHeaderBytes,
        int maxBodyBytes,
        int maxStreams,
        int ioThreads,
        AdminMode admin) {
    public ServerSettings {
        if (port < 0 || port > 65535) throw new IllegalArgumentException("port must be 0 to 65535, was " + port);
        if (idleTimeout.toMillis() < 1) throw new IllegalArgumentException("idleTimeout must be at least 1 ms, was " + idleTimeout);
        if (maxConnections < 1) throw new IllegalArgumentException("maxConnections must be at least 1, was " + maxConnections);
        if (maxHeaderBytes < 1024) throw new IllegalArgumentException("maxHeaderBytes must be at least 1024, was " + maxHeaderBytes);
        if (maxBodyBytes < 1) throw new IllegalArgumentException("maxBodyBytes must be at least 1, was " + maxBodyBytes);
        if (maxStreams < 1) throw new IllegalArgumentException("maxStreams must be at least 1, was " + maxStreams);
        if (ioThreads < 1) throw new IllegalArgumentException("ioThreads must be at least 1, was " + ioThreads);
    }

    /** A free port of 127.0.0.1, plain and TLS; 60 s idle, 10,000 connections, 16 KiB of headers, 16 MiB of body, 1,000 streams. */
    public static ServerSettings loopback() {
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        return new ServerSettings("127.0.0.1", 0, TlsMode.ACCEPTED, Duration.ofSeconds(60), 10_000, 16 << 10, 16 << 20, 1_000, threads, AdminMode.ON_LOOPBACK);
    }

    public ServerSettings withHost(String value) {
        return new ServerSettings(value, port, tls, idleTimeout, maxConnections, maxHeaderBytes, maxBodyBytes, maxStreams, ioThreads, admin);
    }

    public ServerSettings withPort(int value) {
        return new ServerSettings(host, value, tls, idleTimeout, maxConnections, maxHeaderBytes, maxBodyBytes, maxStreams, ioThreads, admin);
    }

    public ServerSettings withTls(TlsMode value) {
        return new ServerSettings(host, port, value, idleTimeout, maxConnections, maxHeaderBytes, maxBodyBytes, maxStreams, ioThreads, admin);
    }

    public ServerSettings withIdleTimeout(Duration value) {
        return new ServerSettings(host, port, tls, value, maxConnections, maxHeaderBytes, maxBodyBytes, maxStreams, ioThreads, admin);
    }

    public ServerSettings withMaxConnections(int value) {
        return new ServerSettings(host, port, tls, idleTimeout, value, maxHeaderBytes, maxBodyBytes, maxStreams, ioThreads, admin);
    }

    public ServerSettings withMaxBodyBytes(int value) {
        return new ServerSettings(host, port, tls, idleTimeout, maxConnections, maxHeaderBytes, value, maxStreams, ioThreads, admin);
    }

    public ServerSettings withIoThreads(int value) {
        return new ServerSettings(host, port, tls, idleTimeout, maxConnections, maxHeaderBytes, maxBodyBytes, maxStreams, value, admin);
    }

    public ServerSettings withAdmin(AdminMode value) {
        return new ServerSettings(host, port, tls, idleTimeout, maxConnections, maxHeaderBytes, maxBodyBytes, maxStreams, ioThreads, value);
    }
}
