package io.anabranch.simulator.junit;

import java.net.URI;

/**
 * Where a test's simulator is served: plain HTTP and TLS, HTTP/1.1 and HTTP/2, on a free port of 127.0.0.1.
 *
 * @param uri    to override a client's endpoint with; any credentials do
 * @param region of its streams
 */
public record SimulatorEndpoint(URI uri, String region) {
    @Override
    public String toString() {
        return uri.toString();
    }
}
