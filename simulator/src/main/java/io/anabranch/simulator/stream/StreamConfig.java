package io.anabranch.simulator.stream;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can be set about a stream. Immutable. */
public record StreamConfig(Attributes attributes) {
    static final StreamConfig DEFAULT = new StreamConfig(Attributes.NONE);
    static final int DEFAULT_RETENTION_HOURS = 24;
    static final int DEFAULT_MAX_RECORD_KIB = 1024;

    private static final String RETENTION_HOURS = "retention-hours";
    private static final String HORIZON_FLOOR = "horizon-floor-millis";
    private static final String ARCHIVE = "archive";
    private static final String MODE = "mode";
    private static final String MAX_RECORD_KIB = "max-record-kib";
    private static final String WARM_THROUGHPUT = "warm-throughput-mibps";
    private static final String DISTRIBUTION = "distribution";
    private static final String SHARD_METRICS = "shard-metrics";
    private static final String ENCRYPTION_KEY = "encryption-key";
    private static final String RECENT = "recent.";
    private static final Duration DAY = Duration.ofHours(24);

    /** 24 to 8760. */
    public int retentionHours() {
        return (int) attributes.number(RETENTION_HOURS, DEFAULT_RETENTION_HOURS);
    }

    StreamConfig withRetentionHours(int hours) {
        return new StreamConfig(attributes.with(RETENTION_HOURS, hours));
    }

    /** Nothing that arrived before is ever seen again, epoch milliseconds. */
    public long horizonFloorMillis() {
        return attributes.number(HORIZON_FLOOR, 0);
    }

    StreamConfig withHorizonFloorMillis(long millis) {
        return new StreamConfig(attributes.with(HORIZON_FLOOR, millis));
    }

    /** Records that arrived before are not seen any more, epoch milliseconds. */
    public long horizonMillis(long nowMillis) {
        return Retention.of(this).horizonMillis(nowMillis);
    }

    /** True if records never expire. */
    public boolean archive() {
        return attributes.number(ARCHIVE, 0) == 1;
    }

    StreamConfig asArchive() {
        return new StreamConfig(attributes.with(ARCHIVE, 1));
    }

    public StreamMode mode() {
        return attributes.text(MODE).map(StreamMode::valueOf).orElse(StreamMode.PROVISIONED);
    }

    StreamConfig withMode(StreamMode mode) {
        return new StreamConfig(attributes.with(MODE, mode.name()));
    }

    /** Largest record, data and partition key, 1024 to 10240. */
    public int maxRecordKiB() {
        return (int) attributes.number(MAX_RECORD_KIB, DEFAULT_MAX_RECORD_KIB);
    }

    StreamConfig withMaxRecordKiB(int kib) {
        return new StreamConfig(attributes.with(MAX_RECORD_KIB, kib));
    }

    /** Throughput an on-demand stream is ready for, MiB/s; zero if none was asked for. */
    public int warmThroughputMiBps() {
        return (int) attributes.number(WARM_THROUGHPUT, 0);
    }

    StreamConfig withWarmThroughputMiBps(int mibps) {
        return new StreamConfig(attributes.with(WARM_THROUGHPUT, mibps));
    }

    public RecordDistribution distribution() {
        return attributes.text(DISTRIBUTION).map(RecordDistribution::valueOf).orElse(RecordDistribution.USER_PARTITION_KEY);
    }

    StreamConfig withDistribution(RecordDistribution distribution) {
        return new StreamConfig(attributes.with(DISTRIBUTION, distribution.name()));
    }

    /** In the order of the enum. */
    public Set<ShardMetric> shardLevelMetrics() {
        Set<ShardMetric> metrics = EnumSet.noneOf(ShardMetric.class);
        attributes.text(SHARD_METRICS).ifPresent(text -> {
            for (String name : text.split(",", -1)) metrics.add(ShardMetric.valueOf(name));
        });
        return Collections.unmodifiableSet(metrics);
    }

    StreamConfig withShardLevelMetrics(Set<ShardMetric> metrics) {
        String names = metrics.stream().map(Enum::name).collect(Collectors.joining(","));
        return new StreamConfig(names.isEmpty() ? attributes.without(SHARD_METRICS) : attributes.with(SHARD_METRICS, names));
    }

    /** The key the stream is encrypted with, as it was given; empty if it is not. */
    public Optional<String> encryptionKeyId() {
        return attributes.text(ENCRYPTION_KEY);
    }

    StreamConfig encryptedWith(String keyId) {
        return new StreamConfig(attributes.with(ENCRYPTION_KEY, keyId));
    }

    StreamConfig notEncrypted() {
        return new StreamConfig(attributes.without(ENCRYPTION_KEY));
    }

    /** When an operation was done within the 24 hours before {@code nowMillis}, epoch milliseconds; kept of those that are limited by day. */
    List<Long> recent(String operation, long nowMillis) {
        return attributes.text(RECENT + operation).stream()
                .flatMap(moments -> Stream.of(moments.split(",", -1)))
                .map(Long::valueOf)
                .filter(moment -> moment > nowMillis - DAY.toMillis())
                .toList();
    }

    StreamConfig withRecent(String operation, long nowMillis) {
        Stream<Long> moments = Stream.concat(recent(operation, nowMillis).stream(), Stream.of(nowMillis));
        return new StreamConfig(attributes.with(RECENT + operation, moments.map(String::valueOf).collect(Collectors.joining(","))));
    }

    public SortedMap<String, String> tags() {
        return attributes.tags();
    }

    StreamConfig withTags(Map<String, String> tags) {
        return new StreamConfig(attributes.withTags(tags));
    }
}
