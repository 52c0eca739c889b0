package io.anabranch.simulator.server;

/** Which connections the port takes. */
public enum TlsMode {
    /** Plain and TLS, told apart by their first byte. */
    ACCEPTED,
    /** TLS only; a plain connection is closed. */
    REQUIRED
}
