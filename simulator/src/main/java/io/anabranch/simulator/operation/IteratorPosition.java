package io.anabranch.simulator.operation;

import io.anabranch.simulator.stream.ShardId;

/**
 * What a shard iterator holds.
 *
 * @param streamId  tells the stream from a later one of the same name
 * @param nextIndex the index within the shard that is read next
 */
record IteratorPosition(String stream, String streamId, ShardId shard, long nextIndex) {
    IteratorPosition at(long index) {
        return new IteratorPosition(stream, streamId, shard, index);
    }
}
