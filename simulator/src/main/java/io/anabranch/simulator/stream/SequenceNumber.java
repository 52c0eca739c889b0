package io.anabranch.simulator.stream;

import java.math.BigInteger;
import java.util.Optional;

/**
 * Position of a record in Kinesis' own structure (version 2): 186 bits, 47 hex digits, 56 decimal digits. Most significant first:
 * <pre>
 * hex digits  meaning
 *   1         2
 *   9         creation of the shard, epoch seconds
 *   1         low four bits of the shard index
 *  16         index of the record within the shard; 0 for the shard's starting number, 7fff ffff ffff ffff for its ending number
 *   2         00
 *   9         arrival of the record, epoch seconds
 *   8         shard index
 *   1         2 (the version)
 * </pre>
 * Children of a shard are created later than it, so numbers also order along a lineage.
 */
public record SequenceNumber(BigInteger value) implements Comparable<SequenceNumber> {
    /** The index in a shard's ending number; larger than any record's. */
    public static final long LAST_INDEX = Long.MAX_VALUE;

    static final int INDEX_SHIFT = 80;
    static final int ARRIVAL_SHIFT = 36;
    private static final int SHARD_SHIFT = 4;
    private static final int NIBBLE_SHIFT = 144;
    private static final int CREATION_SHIFT = 148;
    private static final int LEAD_SHIFT = 184;
    private static final int VERSION = 2;
    private static final long SECONDS_MASK = (1L << 36) - 1;
    private static final long LATEST_CREATION = 16_025_175_000L;

    public SequenceNumber {
        if (value.signum() < 0) throw new IllegalArgumentException("sequence number is negative: " + value);
    }

    /**
     * @param creationSecond creation of the shard, epoch seconds, below 16,025,175,000
     * @param index          of the record within the shard, 0 or more
     * @param arrivalSecond  epoch seconds, below 2^36
     */
    public static SequenceNumber of(long creationSecond, int shardIndex, long index, long arrivalSecond) {
        if (creationSecond < 0 || creationSecond >= LATEST_CREATION)
            throw new IllegalArgumentException("creation second is out of range: " + creationSecond);
        if (index < 0 || shardIndex < 0) throw new IllegalArgumentException("index is negative: shard " + shardIndex + ", record " + index);
        if ((arrivalSecond & ~SECONDS_MASK) != 0) throw new IllegalArgumentException("arrival second is out of range: " + arrivalSecond);
        return new SequenceNumber(at(2, LEAD_SHIFT)
                .add(at(creationSecond, CREATION_SHIFT))
                .add(at(shardIndex & 0xF, NIBBLE_SHIFT))
                .add(at(index, INDEX_SHIFT))
                .add(at(arrivalSecond, ARRIVAL_SHIFT))
                .add(at(shardIndex, SHARD_SHIFT))
                .add(BigInteger.valueOf(VERSION)));
    }

    /**
     * Reads a number that a caller gives.
     *
     * @param decimal digits only, as in the answers of the service
     * @return empty if it is no number of this structure
     */
    public static Optional<SequenceNumber> parse(String decimal) {
        if (decimal.isEmpty() || decimal.length() > 60 || !decimal.chars().allMatch(c -> c >= '0' && c <= '9')) return Optional.empty();
        SequenceNumber number = new SequenceNumber(new BigInteger(decimal));
        return number.isWellFormed() ? Optional.of(number) : Optional.empty();
    }

    private boolean isWellFormed() {
        return value.shiftRight(LEAD_SHIFT).equals(BigInteger.TWO)
                && (value.intValue() & 0xF) == VERSION
                && creationSecond() < LATEST_CREATION
                && index() >= 0
                && shardIndex() >= 0
                && ((int) field(72) & 0xFF) == 0
                && (field(NIBBLE_SHIFT) & 0xF) == (shardIndex() & 0xF);
    }

    /** Creation of the shard, epoch seconds. */
    public long creationSecond() {
        return field(CREATION_SHIFT) & SECONDS_MASK;
    }

    public int shardIndex() {
        return (int) field(SHARD_SHIFT);
    }

    /** Index of the record within its shard: 1 for the first; 0 and {@link #LAST_INDEX} are the shard's own ends. */
    public long index() {
        return field(INDEX_SHIFT);
    }

    /** Arrival of the record, epoch seconds. */
    public long arrivalSecond() {
        return field(ARRIVAL_SHIFT) & SECONDS_MASK;
    }

    private long field(int shift) {
        return value.shiftRight(shift).longValue();
    }

    private static BigInteger at(long field, int shift) {
        return BigInteger.valueOf(field).shiftLeft(shift);
    }

    @Override
    public int compareTo(SequenceNumber other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
