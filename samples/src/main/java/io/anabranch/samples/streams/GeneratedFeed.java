package io.anabranch.samples.streams;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Records of one size, as text: their number, and what fills them up. */
public final class GeneratedFeed implements RecordFeed {
    private final KeyPattern keys;
    private final long count;
    private final int sizeBytes;
    private long number;

    /** @param count 0: without end */
    public GeneratedFeed(KeyPattern keys, long count, int sizeBytes) {
        this.keys = keys;
        this.count = count;
        this.sizeBytes = sizeBytes;
    }

    @Override
    public Optional<Keyed> next() {
        if (count > 0 && number == count) return Optional.empty();
        number++;
        byte[] data = new byte[sizeBytes];
        Arrays.fill(data, (byte) '.');
        byte[] start = ("record " + number + " ").getBytes(StandardCharsets.UTF_8);
        System.arraycopy(start, 0, data, 0, Math.min(start.length, sizeBytes));
        return Optional.of(new Keyed(keys.key(number), ByteBuffer.wrap(data)));
    }
}
