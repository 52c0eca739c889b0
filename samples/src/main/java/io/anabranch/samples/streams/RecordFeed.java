package io.anabranch.samples.streams;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Records to be put, one after the other. */
public interface RecordFeed {
    /** Empty when there are no more. May block for input. */
    Optional<Keyed> next() throws IOException;

    /** True if {@link #next} would wait for input now. */
    default boolean isWaiting() throws IOException {
        return false;
    }

    /** A record to be. */
    record Keyed(String key, ByteBuffer data) {}
}
