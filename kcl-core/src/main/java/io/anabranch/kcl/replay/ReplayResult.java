package io.anabranch.kcl.replay;

import io.anabranch.kcl.model.SequenceNumber;
import io.anabranch.kcl.model.ShardId;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of a replay.
 *
 * @param records given to the processor
 * @param bytes   of their payloads and partition keys
 * @param shards  every shard of the stream, oldest first, also those that had no records in the time asked for
 * @param elapsed from the start to the last record, on the wall
 * @param digest  64 hex digits over shard, sequence number, partition key and payload of every record; equal digests mean equal records in equal
 *     order. Not meant against forgery. Empty if it was switched off
 * @param outputs what the processors emitted, by name; the values of one name in the order of the shards, and of the emits within each
 */
public record ReplayResult(
        long records,
        long bytes,
        List<ShardResult> shards,
        Duration elapsed,
        Optional<String> digest,
        Map<String, List<Object>> outputs) {
    public ReplayResult {
        shards = List.copyOf(shards);
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }

    /** Records a second of elapsed time, all threads together. */
    public double recordsPerSecond() {
        return records * 1e9 / Math.max(1, elapsed.toNanos());
    }

    /**
     * What came of one shard.
     *
     * @param ended      the shard is closed and was read to its end
     * @param checkpoint the furthest one the processor asked for
     */
    public record ShardResult(ShardId shard, long records, long bytes, boolean ended, Optional<SequenceNumber> checkpoint) {}
}
