package io.anabranch.simulator.stream;

import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * What was counted of one stream since the folder was opened.
 *
 * @param iteratorAgeMillis that of the shard whose last GetRecords was the farthest behind; empty if nobody has read
 * @param pushedBehindMillis that of the shard whose last event with records was the farthest behind; empty if none was pushed
 * @param diskBytes         of all its files, as far as they could be looked at
 * @param shards            by index, those metrics that are enabled; empty if none is
 */
public record StreamMetrics(
        Identity owner,
        String name,
        Map<StreamMetric, Long> counts,
        Map<StreamTimer, StreamMeters.Taken> times,
        OptionalLong iteratorAgeMillis,
        OptionalLong pushedBehindMillis,
        int openShards,
        long diskBytes,
        SortedMap<ShardId, Map<ShardMetric, Long>> shards) {}
