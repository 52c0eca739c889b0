package io.anabranch.simulator.server;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Gathers the bytes of one body. What a client announces is believed up to 1 MiB; beyond that memory follows what really came. Belongs to one event
 * loop, but for {@link #heldBytes()}.
 */
final class RequestBody {
    private static final int TRUSTED_BYTES = 1 << 20;

    private final int maxBytes;
    private final long announced;
    private final RequestMemory memory;
    private volatile byte[] bytes = new byte[0];
    private int length;
    private boolean released;

    /** What became of a piece. */
    enum Piece {
        TAKEN,
        TOO_LARGE,
        NO_MEMORY
    }

    /** @param announced the length the client gave, -1 if it gave none */
    RequestBody(long announced, int maxBytes, RequestMemory memory) {
        this.maxBytes = maxBytes;
        this.announced = announced;
        this.memory = memory;
    }

    boolean isTooLarge() {
        return announced > maxBytes;
    }

    /** Takes a piece as a whole, or nothing of it. */
    Piece add(ByteBuf piece) {
        int count = piece.readableBytes();
        if (count > maxBytes - length) {
            return Piece.TOO_LARGE;
        }
        if (count > bytes.length - length && !grow(capacityFor(length + count))) {
            return Piece.NO_MEMORY;
        }
        piece.readBytes(bytes, length, count);
        length += count;
        return Piece.TAKEN;
    }

    private boolean grow(int capacity) {
        boolean room = memory.take(capacity - bytes.length);
        if (room) {
            bytes = Arrays.copyOf(bytes, capacity);
        }
        return room;
    }

    private int capacityFor(int wanted) {
        long doubled = Math.max(Math.max(wanted, bytes.length * 2L), Math.min(announced, TRUSTED_BYTES));
        return (int) (announced >= wanted ? Math.min(doubled, announced) : doubled);
    }

    int heldBytes() {
        return bytes.length;
    }

    byte[] whole() {
        return bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
    }

    /** Gives up its share of the memory; whoever has the bytes lets go of them too. Again: does nothing. */
    void release() {
        if (!released) {
            released = true;
            memory.give(bytes.length);
        }
    }
}
