package io.anabranch.simulator.operation;

import io.anabranch.simulator.wire.OutputBuffer;

/** Bytes of an answer: the first {@code length} of an array that is nobody else's. */
public record Body(byte[] bytes, int length) {
    static final Body EMPTY = of(new byte[0]);

    static Body of(byte[] bytes) {
        return new Body(bytes, bytes.length);
    }

    static Body of(OutputBuffer out) {
        return new Body(out.array(), out.length());
    }
}
