package io.anabranch.simulator.operation;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Identifiers of answers: a counter from a random start, mixed, so that they are cheap and never the same twice in a process. Thread-safe. */
final class RequestIds {
    private static final int EXTENDED_BYTES = 56;

    private final long seed;
    private final AtomicLong counter;

    RequestIds(RandomGenerator random) {
        seed = random.nextLong();
        counter = new AtomicLong(random.nextLong());
    }

    long next() {
        return counter.getAndIncrement();
    }

    /** A version 4 UUID. */
    String requestId(long number) {
        long high = (mix(seed ^ number) & ~0xF000L) | 0x4000L;
        long low = (mix(seed + number) & ~0xC000_0000_0000_0000L) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    /** Base64, 76 characters. */
    String extendedId(long number) {
        ByteBuffer bytes = ByteBuffer.allocate(EXTENDED_BYTES);
        for (long i = 0; bytes.hasRemaining(); i++) {
            bytes.putLong(mix(seed * 31 + number * 7 + i));
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /** SplitMix64's finish: one to one on 64 bits. */
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
