package io.anabranch.kcl.model;

import java.math.BigInteger;

/** The part of the 128-bit hash key space a shard takes, both ends included. */
public record HashKeyRange(BigInteger start, BigInteger end) {
    public HashKeyRange {
        if (start.signum() < 0 || start.compareTo(end) > 0 || end.bitLength() > 128) {
            throw new IllegalArgumentException("not a hash key range: " + start + " to " + end);
        }
    }
}
