package io.anabranch.simulator.operation;

import io.anabranch.simulator.wire.OutputBuffer;
import io.anabranch.simulator.wire.RecordsAnswer;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Bytes of an answer: the first {@code length} of an array that is nobody else's, or what stands in their place.
 *
 * @param events closed by whoever sends the answer
 * @param pieces gives, one after the other and not on several threads at once, what is {@code length} bytes together; nothing to be closed
 */
public record Body(byte[] bytes, int length, Optional<EventStream> events, Optional<Supplier<Body>> pieces) {
    static final Body EMPTY = of(new byte[0]);

    public Body(byte[] bytes, int length) {
        this(bytes, length, Optional.empty(), Optional.empty());
    }

    static Body of(byte[] bytes) {
        return new Body(bytes, bytes.length);
    }

    static Body of(OutputBuffer out) {
        return new Body(out.array(), out.length());
    }

    static Body of(EventStream events) {
        return new Body(EMPTY.bytes, 0, Optional.of(events), Optional.empty());
    }

    static Body of(RecordsAnswer answer) {
        return answer.isSmall() ? of(answer.whole()) : new Body(EMPTY.bytes, answer.length(), Optional.empty(), Optional.of(() -> of(answer.next())));
    }

    /** The same bytes in one array. Takes the pieces. */
    public Body whole() {
        if (pieces.isEmpty()) return this;
        byte[] all = new byte[length];
        for (int at = 0; at < length; ) {
            Body piece = pieces.get().get();
            System.arraycopy(piece.bytes, 0, all, at, piece.length);
            at += piece.length;
        }
        return of(all);
    }
}
