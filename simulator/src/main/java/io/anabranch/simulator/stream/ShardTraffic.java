package io.anabranch.simulator.stream;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What passes through one shard: held within the service's limits where those are strict, and counted, for the stream always and for the shard as far
 * as its metrics are enabled. Nothing here is done per record where limits are not strict. Thread-safe.
 */
public final class ShardTraffic {
    private static final long NEVER = -1;

    private final StreamContext context;
    private final ShardId shard;
    private final @Nullable ShardLimits limits;
    private volatile Map<ShardMetric, LongAdder> enabled = Map.of();
    private volatile long iteratorAgeMillis = NEVER;
    private volatile long pushedBehindMillis = NEVER;

    ShardTraffic(StreamContext context, ShardId shard) {
        this.context = context;
        this.shard = shard;
        this.limits = context.limits() == Limits.STRICT ? new ShardLimits() : null;
    }

    // ---- writing

    boolean isLimited() {
        return limits != null;
    }

    /** @param bytes of data and partition key */
    boolean admitsRecord(long nowMillis, long bytes) {
        return limits == null || limits.admitsRecord(nowMillis, bytes);
    }

    StreamException writeRefused(int records) {
        count(StreamMetric.WRITE_PROVISIONED_THROUGHPUT_EXCEEDED, ShardMetric.WRITE_PROVISIONED_THROUGHPUT_EXCEEDED, records);
        return context.refusal().writesTooFast(shard, context.name());
    }

    void written(int records, long bytes) {
        count(StreamMetric.INCOMING_RECORDS, ShardMetric.INCOMING_RECORDS, records);
        count(StreamMetric.INCOMING_BYTES, ShardMetric.INCOMING_BYTES, bytes);
    }

    // ---- reading

    /** A call of GetRecords is about to read. @throws StreamException PROVISIONED_THROUGHPUT_EXCEEDED if that is one too many, or too much was read */
    public void beginRead() {
        if (limits != null && !limits.admitsRead(context.nowMillis())) throw readRefused();
    }

    /** That is what a call of GetRecords gave. */
    public void read(ShardRecords records) {
        long bytes = records.sizeBytes();
        if (limits != null) limits.wasRead(bytes);
        iteratorAgeMillis = records.millisBehindLatest();
        context.meters().add(StreamMetric.GET_RECORDS_SUCCESS, 1);
        count(StreamMetric.GET_RECORDS_RECORDS, ShardMetric.OUTGOING_RECORDS, records.count());
        count(StreamMetric.GET_RECORDS_BYTES, ShardMetric.OUTGOING_BYTES, bytes);
    }

    /** A call of GetShardIterator is about to be answered. @throws StreamException PROVISIONED_THROUGHPUT_EXCEEDED if that is one too many */
    public void beginIterator() {
        if (limits != null && !limits.admitsIterator(context.nowMillis())) throw readRefused();
    }

    /** That is what an event of a subscription gave. */
    public void pushed(ShardRecords records) {
        pushedBehindMillis = records.millisBehindLatest();
        context.meters().add(StreamMetric.SUBSCRIBE_TO_SHARD_EVENT_SUCCESS, 1);
        count(StreamMetric.SUBSCRIBE_TO_SHARD_EVENT_RECORDS, ShardMetric.OUTGOING_RECORDS, records.count());
        count(StreamMetric.SUBSCRIBE_TO_SHARD_EVENT_BYTES, ShardMetric.OUTGOING_BYTES, records.sizeBytes());
    }

    private StreamException readRefused() {
        count(StreamMetric.READ_PROVISIONED_THROUGHPUT_EXCEEDED, ShardMetric.READ_PROVISIONED_THROUGHPUT_EXCEEDED, 1);
        return context.refusal().readsTooFast(shard, context.name());
    }

    // ---- counting

    private void count(StreamMetric ofStream, ShardMetric ofShard, long amount) {
        context.meters().add(ofStream, amount);
        LongAdder own = enabled.get(ofShard);
        if (own != null) own.add(amount);
    }

    /** Counts these from now on, those that are new from zero, and no others. One thread at a time. */
    void enable(Set<ShardMetric> metrics) {
        if (metrics.equals(enabled.keySet())) return;
        Map<ShardMetric, LongAdder> counting = new EnumMap<>(ShardMetric.class);
        for (ShardMetric metric : metrics) counting.put(metric, enabled.getOrDefault(metric, new LongAdder()));
        enabled = counting;
    }

    /** How far the last record that GetRecords gave was behind the newest, in milliseconds; empty if it gave none yet. */
    OptionalLong iteratorAgeMillis() {
        return known(iteratorAgeMillis);
    }

    /** How far the last record that a subscription was given was behind the newest, in milliseconds; empty if none was yet. */
    OptionalLong pushedBehindMillis() {
        return known(pushedBehindMillis);
    }

    private static OptionalLong known(long millis) {
        return millis == NEVER ? OptionalLong.empty() : OptionalLong.of(millis);
    }

    /** Those that are enabled. */
    Map<ShardMetric, Long> counts() {
        Map<ShardMetric, Long> all = new EnumMap<>(ShardMetric.class);
        enabled.forEach((metric, count) -> all.put(metric, metric == ShardMetric.ITERATOR_AGE_MILLISECONDS ? iteratorAgeMillis().orElse(0) : count.sum()));
        return all;
    }
}
