package io.anabranch.simulator.stream;

import java.util.Map;
import java.util.Optional;

/**
 * A stream to be made.
 *
 * @param name                1 to 128 of letters, digits, {@code _.-}
 * @param shardCount          how many shards share the hash keys evenly, at least 1; empty: the service's own choice
 * @param mode                empty: PROVISIONED with a shard count, else ON_DEMAND
 * @param maxRecordKiB        1024 to 10240
 * @param warmThroughputMiBps zero: none
 */
public record NewStream(
        String name,
        Optional<Integer> shardCount,
        Optional<StreamMode> mode,
        Map<String, String> tags,
        int maxRecordKiB,
        int warmThroughputMiBps,
        RecordDistribution distribution) {
    private static final int ON_DEMAND_SHARDS = 4;

    public NewStream {
        if (!name.matches("[a-zA-Z0-9_.-]{1,128}")) throw new IllegalArgumentException("not a stream name: '" + name + "'");
        shardCount.filter(count -> count < 1).ifPresent(count -> {
            throw new IllegalArgumentException("a stream has at least one shard, not " + count);
        });
        if (maxRecordKiB < 1024 || maxRecordKiB > 10_240) throw new IllegalArgumentException("maxRecordKiB must be 1024 to 10240, was " + maxRecordKiB);
        if (warmThroughputMiBps < 0) throw new IllegalArgumentException("warmThroughputMiBps is negative: " + warmThroughputMiBps);
        tags = Map.copyOf(tags);
    }

    public static NewStream of(String name, int shardCount) {
        return new NewStream(
                name,
                Optional.of(shardCount),
                Optional.empty(),
                Map.of(),
                StreamConfig.DEFAULT_MAX_RECORD_KIB,
                0,
                RecordDistribution.USER_PARTITION_KEY);
    }

    StreamMode effectiveMode() {
        return mode.orElse(shardCount.isPresent() ? StreamMode.PROVISIONED : StreamMode.ON_DEMAND);
    }

    int effectiveShardCount() {
        return shardCount.orElse(ON_DEMAND_SHARDS);
    }

    StreamConfig config() {
        StreamConfig config = StreamConfig.DEFAULT.withTags(tags);
        if (effectiveMode() != StreamMode.PROVISIONED) config = config.withMode(effectiveMode());
        if (maxRecordKiB != StreamConfig.DEFAULT_MAX_RECORD_KIB) config = config.withMaxRecordKiB(maxRecordKiB);
        if (warmThroughputMiBps > 0) config = config.withWarmThroughputMiBps(warmThroughputMiBps);
        return distribution == RecordDistribution.AUTO ? config.withDistribution(distribution) : config;
    }
}
