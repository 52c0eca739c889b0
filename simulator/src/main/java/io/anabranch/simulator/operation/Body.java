package io.anabranch.simulator.operation;

import io.anabranch.simulator.wire.OutputBuffer;
import java.util.Optional;

/**
 * Bytes of an answer: the first {@code length} of an array that is nobody else's, or what an event stream gives in their place.
 *
 * @param events closed by whoever sends the answer
 */
public record Body(byte[] bytes, int length, Optional<EventStream> events) {
    static final Body EMPTY = of(new byte[0]);

    public Body(byte[] bytes, int length) {
        this(bytes, length, Optional.empty());
    }

    static Body of(byte[] bytes) {
        return new Body(bytes, bytes.length);
    }

    static Body of(OutputBuffer out) {
        return new Body(out.array(), out.length());
    }

    static Body of(EventStream events) {
        return new Body(EMPTY.bytes, 0, Optional.of(events));
    }
}
