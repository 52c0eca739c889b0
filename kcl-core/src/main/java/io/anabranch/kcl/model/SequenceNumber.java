package io.anabranch.kcl.model;

import java.math.BigInteger;

/** Position of a record within one shard; orders records of that shard only. Unsigned, up to 186 bits. */
public record SequenceNumber(BigInteger value) implements Comparable<SequenceNumber> {
    public SequenceNumber {
        if (value.signum() < 0) throw new IllegalArgumentException("sequence number is negative: " + value);
    }

    /** @param decimal the digits the service gives */
    public static SequenceNumber of(String decimal) {
        return new SequenceNumber(new BigInteger(decimal));
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
