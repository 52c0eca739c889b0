package io.anabranch.samples.streams;

import java.util.random.RandomGenerator;

/**
 * Partition keys by a pattern: {@code {n}} is the number of the record, from 1 to {@code keys} and then from 1 again; {@code {random}} are 16 random hex
 * digits.
 *
 * @param keys how many numbers there are; 0: no end
 */
public record KeyPattern(String pattern, long keys, RandomGenerator random) {
    public KeyPattern {
        if (pattern.isEmpty()) throw new IllegalArgumentException("a partition key has at least one character");
        if (keys < 0) throw new IllegalArgumentException("the number of keys must be 0 or more, was " + keys);
    }

    /** @param number of the record, from 1 */
    String key(long number) {
        long shown = keys == 0 ? number : (number - 1) % keys + 1;
        String key = pattern.replace("{n}", Long.toString(shown));
        return key.contains("{random}") ? key.replace("{random}", String.format("%016x", random.nextLong())) : key;
    }
}
