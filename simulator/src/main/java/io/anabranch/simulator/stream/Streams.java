package io.anabranch.simulator.stream;

import java.math.BigInteger;
import java.util.List;

public final class Streams {
    public void create(String name, int shardCount) { throw new UnsupportedOperationException(); }
    public void delete(String name) { throw new UnsupportedOperationException(); }
    public StreamDescription describe(String name) { throw new UnsupportedOperationException(); }
    /** Sorted by name; includes CREATING and DELETING. */
    public List<StreamDescription> list() { throw new UnsupportedOperationException(); }
    public Stream stream(String name) { throw new UnsupportedOperationException(); }
    public void split(String name, String shardId, BigInteger newStartingHashKey) { throw new UnsupportedOperationException(); }
    public void merge(String name, String shardId, String adjacentShardId) { throw new UnsupportedOperationException(); }
    /** 32 secret bytes kept with the streams, to make iterators opaque. */
    public byte[] iteratorKey() { throw new UnsupportedOperationException(); }
    public String region() { throw new UnsupportedOperationException(); }
    public String account() { throw new UnsupportedOperationException(); }
    /** The service's clock, epoch milliseconds. */
    public long nowMillis() { throw new UnsupportedOperationException(); }
}
