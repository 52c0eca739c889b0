package io.anabranch.simulator.stream;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Changes of a stream's settings that may be asked for: checked in the service's order, then begun. A change is in the journal when its call returns.
 * Refusals are {@link StreamException}s: RESOURCE_NOT_FOUND, RESOURCE_IN_USE unless the stream is ACTIVE, and what is said at the methods.
 * Thread-safe.
 */
public final class SettingChanges {
    public static final int MIN_RETENTION_HOURS = 24;
    public static final int MAX_RETENTION_HOURS = 8760;

    private static final DailyLimit STARTS = new DailyLimit("StartStreamEncryption", 25);
    private static final DailyLimit STOPS = new DailyLimit("StopStreamEncryption", 25);
    private static final DailyLimit MODE_CHANGES = new DailyLimit("UpdateStreamMode", 2);

    private final StreamStore store;
    private final Realm realm;
    private final Refusal refusal;

    SettingChanges(StreamStore store, Realm realm) {
        this.store = store;
        this.realm = realm;
        this.refusal = realm.refusal();
    }

    /**
     * Keeps records longer from now on; those that have expired do not come back.
     *
     * @throws StreamException INVALID_ARGUMENT if {@code hours} are fewer than now, or not {@link #MIN_RETENTION_HOURS} to {@link #MAX_RETENTION_HOURS}
     */
    public void increaseRetention(String name, int hours) {
        retention(name, hours, "IncreaseStreamRetentionPeriod", true);
    }

    /**
     * Keeps records for a shorter time; what is older cannot be read any more at once.
     *
     * @throws StreamException INVALID_ARGUMENT if {@code hours} are more than now, or not {@link #MIN_RETENTION_HOURS} to {@link #MAX_RETENTION_HOURS}
     */
    public void decreaseRetention(String name, int hours) {
        retention(name, hours, "DecreaseStreamRetentionPeriod", false);
    }

    private void retention(String name, int hours, String operation, boolean increase) {
        change(name, stream -> {
            StreamConfig config = stream.state().config();
            if (hours < MIN_RETENTION_HOURS) throw refusal.retentionTooShort(hours);
            if (hours > MAX_RETENTION_HOURS) throw refusal.retentionTooLong(hours);
            int difference = Integer.compare(hours, config.retentionHours());
            if (difference == (increase ? -1 : 1)) throw refusal.otherRetention(name, hours, config.retentionHours());
            if (difference == 0) return stream;
            StreamConfig changed = config.withHorizonFloorMillis(config.horizonMillis(store.settings().clock().millis())).withRetentionHours(hours);
            return transitions().update(stream, changed, Pending.Configure.NOTHING, operation);
        });
    }

    /**
     * Sets which metrics of its shards a stream keeps, given those it kept.
     *
     * @return those it kept before
     */
    public Set<ShardMetric> shardMetrics(String name, UnaryOperator<Set<ShardMetric>> change, String operation) {
        return store.ledger().change(Refusal.notChanged(name), () -> {
            Stream stream = realm.requireActive(name);
            StreamConfig config = stream.state().config();
            StreamConfig changed = config.withShardLevelMetrics(change.apply(config.shardLevelMetrics()));
            if (!changed.equals(config)) transitions().update(stream, config, Pending.Configure.from(config, changed), operation);
            return config.shardLevelMetrics();
        });
    }

    /**
     * Has records say that they are encrypted, from the moment on when the stream is ACTIVE again.
     *
     * @throws StreamException KMS_NOT_FOUND if {@code keyId} can be no key's, LIMIT_EXCEEDED at the 26th time in 24 hours
     */
    public void startEncryption(String name, String keyId) {
        change(name, stream -> {
            EncryptionKey.require(keyId, realm.identity().region());
            return daily(stream, STARTS, config -> config.encryptedWith(keyId));
        });
    }

    /** @throws StreamException LIMIT_EXCEEDED at the 26th time in 24 hours */
    public void stopEncryption(String name) {
        change(name, stream -> daily(stream, STOPS, StreamConfig::notEncrypted));
    }

    /** @param kib 1024 to 10240 */
    public void maxRecordSize(String name, int kib) {
        change(name, stream -> whenActiveAgain(stream, "UpdateMaxRecordSize", config -> config.withMaxRecordKiB(kib)));
    }

    /**
     * Changes who looks after the number of shards; shards and records stay as they are.
     *
     * @param warmThroughputMiBps for an on-demand stream
     * @throws StreamException LIMIT_EXCEEDED at the third time in 24 hours, or beyond the quota of on-demand streams; INVALID_ARGUMENT if the
     *     stream distributes records itself, which a provisioned one cannot, or for a warm throughput that may not be
     */
    public void mode(String name, StreamMode mode, Optional<Integer> warmThroughputMiBps) {
        change(name, stream -> {
            StreamConfig config = stream.state().config();
            int warm = warmThroughputMiBps.orElse(0);
            quotas().requireWarmThroughput(warm, mode);
            if (mode == StreamMode.PROVISIONED && config.distribution() == RecordDistribution.AUTO) throw refusal.needsOnDemand(name);
            if (mode == StreamMode.ON_DEMAND && config.mode() != mode) quotas().requireOnDemandStream();
            return daily(stream, MODE_CHANGES, each -> each.withMode(mode).withWarmThroughputMiBps(warm));
        });
    }

    /**
     * @return what was before
     * @throws StreamException INVALID_ARGUMENT, LIMIT_EXCEEDED for a warm throughput that may not be
     */
    public int warmThroughput(String name, int mibps) {
        return change(name, stream -> {
            StreamConfig config = stream.state().config();
            if (config.mode() != StreamMode.ON_DEMAND) throw refusal.needsOnDemand(name);
            quotas().requireWarmThroughput(mibps, config.mode());
            whenActiveAgain(stream, "UpdateStreamWarmThroughput", each -> each.withWarmThroughputMiBps(mibps));
            return config.warmThroughputMiBps();
        });
    }

    /** Takes effect at once. */
    public void distribution(String name, RecordDistribution distribution) {
        change(name, stream -> {
            StreamConfig config = stream.state().config();
            boolean possible = distribution != RecordDistribution.AUTO || config.mode() == StreamMode.ON_DEMAND;
            if (!possible) throw refusal.needsOnDemand(name);
            return transitions().configure(stream, config.withDistribution(distribution));
        });
    }

    /** Some change of a stream that is ACTIVE. */
    @FunctionalInterface
    private interface Step<T> {
        T run(Stream stream) throws IOException;
    }

    private <T> T change(String name, Step<T> step) {
        return store.ledger().change(Refusal.notChanged(name), () -> step.run(realm.requireActive(name)));
    }

    private Stream daily(Stream stream, DailyLimit limit, UnaryOperator<StreamConfig> change) throws IOException {
        StreamConfig counted = limit.count(stream.state(), refusal, store.settings());
        return transitions().update(stream, counted, Pending.Configure.from(counted, change.apply(counted)), limit.operation());
    }

    private Stream whenActiveAgain(Stream stream, String operation, UnaryOperator<StreamConfig> change) throws IOException {
        StreamConfig config = stream.state().config();
        return transitions().update(stream, config, Pending.Configure.from(config, change.apply(config)), operation);
    }

    private Quotas quotas() {
        return new Quotas(store, realm);
    }

    private Transitions transitions() {
        return store.transitions();
    }
}
