package io.anabranch.simulator.stream;

import java.util.Optional;

/**
 * Number of a shard within its stream: grows by one with every shard ever made there and is never used again.
 *
 * @param index 0 or more
 */
public record ShardId(int index) implements Comparable<ShardId> {
    private static final String PREFIX = "shardId-";
    private static final int DIGITS = 12;

    public ShardId {
        if (index < 0) throw new IllegalArgumentException("shard index is negative: " + index);
    }

    /**
     * Reads a shard id as sloppily as the service does: {@code shardId-000000000005}, {@code shardId-5} and {@code 5} are one.
     *
     * @return empty if what stands after the first hyphen (or all of it) is not a number from 0 to 2147483647
     */
    public static Optional<ShardId> parse(String text) {
        String digits = text.substring(text.indexOf('-') + 1);
        if (digits.isEmpty() || digits.length() > 64 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) return Optional.empty();
        String significant = digits.replaceFirst("^0+(?=.)", "");
        if (significant.length() > 10) return Optional.empty();
        long value = Long.parseLong(significant);
        return value <= Integer.MAX_VALUE ? Optional.of(new ShardId((int) value)) : Optional.empty();
    }

    @Override
    public int compareTo(ShardId other) {
        return Integer.compare(index, other.index);
    }

    @Override
    public String toString() {
        String number = Integer.toString(index);
        return PREFIX + "0".repeat(DIGITS - number.length()) + number;
    }
}
