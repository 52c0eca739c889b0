package io.anabranch.simulator.stream;

/**
 * What the service lets pass through one shard a second. Writes count data and partition keys; reads count what they gave, so one may give more than
 * there is, and the next waits until that is paid off. Thread-safe.
 */
final class ShardLimits {
    private final TokenBucket writtenBytes = new TokenBucket(1 << 20);
    private final TokenBucket writtenRecords = new TokenBucket(1_000);
    private final TokenBucket readBytes = new TokenBucket(2 << 20);
    private final TokenBucket reads = new TokenBucket(5);
    private final TokenBucket iterators = new TokenBucket(5);

    synchronized boolean admitsRecord(long nowMillis, long bytes) {
        return writtenBytes.passes(nowMillis, bytes) && writtenRecords.take(nowMillis, 1) && writtenBytes.take(nowMillis, bytes);
    }

    synchronized boolean admitsRead(long nowMillis) {
        return readBytes.passes(nowMillis, 0) && reads.take(nowMillis, 1);
    }

    synchronized void wasRead(long bytes) {
        readBytes.spend(bytes);
    }

    synchronized boolean admitsIterator(long nowMillis) {
        return iterators.take(nowMillis, 1);
    }
}
