package io.anabranch.simulator.server;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Gathers the bytes of one body. What a client announces is believed up to 1 MiB; beyond that memory follows what really came. */
final class RequestBody {
    private static final int TRUSTED_BYTES = 1 << 20;

    private final int maxBytes;
    private final long announced;
    private byte[] bytes;
    private int length;

    /** @param announced the length the client gave, -1 if it gave none */
    RequestBody(long announced, int maxBytes) {
        this.maxBytes = maxBytes;
        this.announced = announced;
        this.bytes = new byte[(int) Math.max(0, Math.min(announced, Math.min(TRUSTED_BYTES, maxBytes)))];
    }

    boolean isTooLarge() {
        return announced > maxBytes;
    }

    /** Takes a piece; returns false if that makes the body too large. */
    boolean add(ByteBuf piece) {
        int count = piece.readableBytes();
        if (count > maxBytes - length) {
            return false;
        }
        if (count > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, capacityFor(length + count));
        }
        piece.readBytes(bytes, length, count);
        length += count;
        return true;
    }

    private int capacityFor(int wanted) {
        long doubled = Math.max(wanted, bytes.length * 2L);
        return (int) (announced >= wanted ? Math.min(doubled, announced) : doubled);
    }

    byte[] whole() {
        return bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
    }
}
