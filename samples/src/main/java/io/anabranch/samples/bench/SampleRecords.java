package io.anabranch.samples.bench;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/** Records to measure with: 16 byte partition keys, payloads of one size that do not repeat. */
final class SampleRecords {
    static final int KEY_BYTES = 16;

    final byte[][] keys;
    final byte[][] payloads;

    SampleRecords(int count, int payloadBytes, RandomGenerator random) {
        keys = new byte[count][];
        payloads = new byte[count][payloadBytes];
        for (int i = 0; i < count; i++) {
            keys[i] = String.format("%016x", random.nextLong()).getBytes(StandardCharsets.US_ASCII);
            random.nextBytes(payloads[i]);
        }
    }

    int count() {
        return keys.length;
    }
}
