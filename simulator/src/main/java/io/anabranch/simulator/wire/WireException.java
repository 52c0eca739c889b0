package io.anabranch.simulator.wire;

/** The body is no JSON or CBOR object or array. Nothing was done. */
public final class WireException extends Exception {
    WireException(String message) {
        super(message);
    }

    WireException(String message, Throwable cause) {
        super(message, cause);
    }
}
