package io.anabranch.simulator.log;

import java.nio.ByteBuffer;

/**
 * Some bytes of a segment.
 *
 * @param bytes  not shared: position and limit are the holder's
 * @param base   where in the file they begin
 * @param mapped true if the bytes are the file itself, false if they are a copy
 */
record Window(ByteBuffer bytes, long base, boolean mapped) {
    boolean covers(long position, long length) {
        return position >= base && position + length <= base + bytes.capacity();
    }

    int at(long position) {
        return (int) (position - base);
    }
}
