package io.anabranch.simulator.stream;

import io.anabranch.simulator.log.FrameBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Data plane of one stream. Goes on while shards are split and merged; after the stream was deleted every call is refused with
 * {@link ErrorType#RESOURCE_NOT_FOUND}. Thread-safe.
 */
public final class Stream {
    /** 2^64 divided by the golden ratio: its multiples fall evenly into every division of the range. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final StreamContext context;
    private volatile StreamState state;
    private volatile Shard[] shards;
    private volatile Routing routing;
    private volatile PutRules rules;
    private final AtomicLong spread = new AtomicLong();
    private volatile Retention retention;
    private volatile @Nullable Described described;

    Stream(StreamContext context, StreamState state) {
        this.context = context;
        this.state = state;
        this.rules = PutRules.of(state.config(), context.limits());
        this.shards = new Shard[0];
        this.routing = Routing.of(List.of());
        this.retention = Retention.of(state.config());
        update(state);
    }

    /** Takes a new state over: shards first, then where records go. One thread at a time. */
    void update(StreamState newState) {
        if (newState.shards().size() > shards.length || !newState.shards().equals(state.shards()) || shards.length == 0) updateShards(newState);
        rules = PutRules.of(newState.config(), context.limits());
        state = newState;
        retention = Retention.of(newState.config());
        described = null;
        Set<ShardMetric> metrics = newState.config().shardLevelMetrics();
        for (Shard shard : allShards()) shard.traffic().enable(metrics);
    }

    private void updateShards(StreamState newState) {
        Shard[] old = shards;
        int known = 0;
        Shard[] all = new Shard[newState.shards().size()];
        for (int i = 0; i < all.length; i++) {
            ShardState shard = newState.shards().get(i);
            while (known < old.length && old[known].id().index() < shard.index()) known++; // it is gone
            boolean isKnown = known < old.length && old[known].id().index() == shard.index();
            all[i] = isKnown ? old[known] : new Shard(context, shard, this::horizonMillis);
            all[i].update(shard);
        }
        shards = all;
        routing = Routing.of(Arrays.asList(all));
    }

    StreamState state() {
        return state;
    }

    Routing routing() {
        return routing;
    }

    /** What it is now: status, shards. */
    public StreamDescription description() {
        context.refresh();
        return describe();
    }

    @SuppressWarnings("ReferenceEquality") // kept only if the state it was made from is still the one
    StreamDescription describe() {
        Described known = described;
        if (known != null && horizonMillis() <= known.lastHorizonMillis) return known.description;
        StreamState now = state;
        List<Shard> shown = now.status() == StreamStatus.CREATING ? List.of() : shownShards();
        StreamDescription made = context.describe(now, shown);
        if (now == state) described = new Described(made, shown.stream().mapToLong(Shard::closedMillis).min().orElse(Long.MAX_VALUE));
        return made;
    }

    /** @param lastHorizonMillis with a later one, one of the shards has expired */
    private record Described(StreamDescription description, long lastHorizonMillis) {}

    /** Records that arrived before are not seen any more, epoch milliseconds. */
    long horizonMillis() {
        return retention.horizonMillis(context.nowMillis());
    }

    /** Open and closed, by index; closed ones as long as their records are seen. */
    public List<Shard> shards() {
        context.refresh();
        requireServing();
        return shownShards();
    }

    private List<Shard> shownShards() {
        return allShards().stream().filter(shard -> !isExpired(shard)).toList();
    }

    List<Shard> expiredShards() {
        return allShards().stream().filter(this::isExpired).toList();
    }

    /** The newest shard stays in any case: it tells which index comes next. */
    private boolean isExpired(Shard shard) {
        return shard.closedMillis() < horizonMillis() && shard.id().index() != state.nextShardIndex() - 1;
    }

    /** Counts what becomes of calls. */
    public StreamMeters meters() {
        return context.meters();
    }

    StreamMetrics metrics() {
        SortedMap<ShardId, Map<ShardMetric, Long>> byShard = new TreeMap<>();
        for (Shard shard : allShards()) {
            Map<ShardMetric, Long> counts = shard.traffic().counts();
            if (!counts.isEmpty()) byShard.put(shard.id(), counts);
        }
        StreamMeters meters = context.meters();
        OptionalLong age = most(ShardTraffic::iteratorAgeMillis);
        OptionalLong behind = most(ShardTraffic::pushedBehindMillis);
        return new StreamMetrics(state.owner(), state.name(), meters.counts(), meters.times(), age, behind, routing.size(), context.diskBytes(), byShard);
    }

    private OptionalLong most(Function<ShardTraffic, OptionalLong> what) {
        return allShards().stream().map(Shard::traffic).map(what).flatMapToLong(OptionalLong::stream).max();
    }

    /** Every shard, whatever state the stream is in, expired or not. */
    List<Shard> allShards() {
        return List.of(shards);
    }

    /** @throws StreamException {@link ErrorType#RESOURCE_NOT_FOUND} if there is no such shard */
    public Shard shard(ShardId id) {
        Shard found = find(id.index());
        if (found == null) {
            context.refresh();
            found = find(id.index());
        }
        requireServing();
        if (found == null || isExpired(found)) throw context.refusal().noShard(id.toString(), state.name());
        return found;
    }

    /** True if there is such a shard, open or with records that have not expired. */
    boolean shows(ShardId id) {
        Shard found = find(id.index());
        return found != null && !isExpired(found);
    }

    private @Nullable Shard find(int index) {
        Shard[] now = shards;
        if (index < now.length && now[index].id().index() == index) return now[index];
        for (Shard shard : now) if (shard.id().index() == index) return shard; // others before it are gone
        return null;
    }

    /**
     * Stores every record of the batch in the shard its hash key falls into, in the order of the batch: one frame for each shard touched, under the
     * lock of one shard at a time. Results stand in the batch when the stage completes.
     *
     * @return completes when every record is stored and readable, or has its failure in the batch; does not fail because a record was not stored
     * @throws StreamException {@link ErrorType#RESOURCE_NOT_FOUND} if the stream does not serve: nothing was stored
     */
    public CompletionStage<@Nullable Void> put(PutBatch batch) {
        requireServing();
        if (batch.count() == 0) return Placement.DONE;
        PutRules now = rules;
        batch.encrypted(now.encrypted());
        if (now.spreads()) spread(batch);
        KeyHash.ofThread().hash(batch);
        return new Placement(this, batch, batch.frame(), everyRecord(batch), context.nowMillis()).put();
    }

    private void spread(PutBatch batch) {
        long from = spread.getAndAdd(batch.count());
        for (int i = 0; i < batch.count(); i++) batch.hash(i, (from + i) * GOLDEN, 0);
    }

    /** Length of the longest payload it takes now. */
    public int maxDataBytes() {
        return rules.maxDataBytes();
    }

    /** True if records go to all shards evenly and need no partition key. */
    public boolean spreads() {
        return rules.spreads();
    }

    private static int[] everyRecord(PutBatch batch) {
        int[] records = new int[batch.count()];
        for (int i = 0; i < records.length; i++) records[i] = i;
        return records;
    }

    /** Places records again whose shard closed. */
    CompletionStage<@Nullable Void> place(PutBatch batch, int[] records) {
        if (state.status().serves()) return new Placement(this, batch, new FrameBuffer(), records, context.nowMillis()).put();
        for (int record : records) batch.failed(record, context.refusal().notFound(state.name()));
        return Placement.DONE;
    }

    private void requireServing() {
        if (!state.status().serves()) throw context.refusal().notFound(state.name());
    }

    /** What a put says whose records could not be stored. */
    StreamException refusedBecause(Throwable cause) {
        return state.status().serves() ? Refusal.broken("record not stored", cause) : context.refusal().notFound(state.name());
    }
}
