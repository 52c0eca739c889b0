/**
 * The simulator's one port: sniffs TLS, HTTP/2 and HTTP/1.1, gathers requests within limits, hands them on and writes the answers in order.
 * Netty lives here and nowhere else; what a request means is {@code .operation}'s.
 */
@NullMarked
package io.anabranch.simulator.server;

import org.jspecify.annotations.NullMarked;
