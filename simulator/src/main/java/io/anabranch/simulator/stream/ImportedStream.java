package io.anabranch.simulator.stream;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a stream to be imported was. Its shards keep their ids, lineage, ranges, times and, where their starting number is of this service's
 * structure, their sequence numbers.
 *
 * @param retentionHours 24 to 8760; empty: an archive, whose records never expire
 * @param shards         open and closed, with any ids; the open ones share all hash keys, and that with the highest id is one of them
 */
public record ImportedStream(String name, Instant created, OptionalInt retentionHours, List<ShardDescription> shards) {
    /** @throws IllegalArgumentException if this can be no stream */
    public ImportedStream {
        if (!name.matches("[a-zA-Z0-9_.-]{1,128}")) throw new IllegalArgumentException("not a stream name: '" + name + "'");
        if (retentionHours.isPresent() && (retentionHours.getAsInt() < 24 || retentionHours.getAsInt() > 8760))
            throw new IllegalArgumentException("retention must be 24 to 8760 hours, was " + retentionHours.getAsInt());
        shards = shards.stream().sorted(Comparator.comparing(ShardDescription::id)).toList();
        requireDistinct(shards);
        requireOpenShards(shards);
    }

    private static void requireDistinct(List<ShardDescription> shards) {
        Set<ShardId> ids = new HashSet<>();
        for (ShardDescription shard : shards) if (!ids.add(shard.id())) throw new IllegalArgumentException("two shards have the id " + shard.id());
    }

    private static void requireOpenShards(List<ShardDescription> shards) {
        BigInteger next = BigInteger.ZERO;
        for (HashKeyRange range : openRanges(shards)) {
            if (!range.start().equals(next)) throw new IllegalArgumentException("open shards do not share all hash keys: one begins at " + range.start());
            next = range.end().add(BigInteger.ONE);
        }
        if (!next.equals(HashKeyRange.MAX.add(BigInteger.ONE))) throw new IllegalArgumentException("open shards do not share all hash keys");
        ShardDescription newest = shards.get(shards.size() - 1);
        if (newest.isClosed()) throw new IllegalArgumentException("the newest shard is not open: " + newest.id());
    }

    private static List<HashKeyRange> openRanges(List<ShardDescription> shards) {
        return shards.stream()
                .filter(shard -> !shard.isClosed())
                .map(ShardDescription::range)
                .sorted(Comparator.comparing(HashKeyRange::start))
                .toList();
    }

    StreamConfig config() {
        return retentionHours.isPresent() ? StreamConfig.DEFAULT.withRetentionHours(retentionHours.getAsInt()) : StreamConfig.DEFAULT.asArchive();
    }

    List<ShardState> shardStates() {
        Map<ShardId, ShardState> states = new HashMap<>();
        List<ShardState> inOrder = new ArrayList<>();
        for (ShardDescription shard : shards) {
            ShardState state = state(shard, states);
            states.put(shard.id(), state);
            inOrder.add(state);
        }
        return inOrder;
    }

    private static ShardState state(ShardDescription shard, Map<ShardId, ShardState> earlier) {
        return new ShardState(
                shard.id().index(),
                shard.parent().map(ShardId::index).orElse(ShardState.NONE),
                shard.adjacentParent().map(ShardId::index).orElse(ShardState.NONE),
                shard.range(),
                creationSecond(shard, earlier),
                shard.created().toEpochMilli(),
                shard.isClosed() ? shard.closed().orElse(shard.created()).toEpochMilli() : ShardState.NONE);
    }

    /** As its starting number says; else when it was created, and later than its parents. */
    private static long creationSecond(ShardDescription shard, Map<ShardId, ShardState> earlier) {
        Optional<SequenceNumber> own = SequenceNumber.parse(shard.starting().toString()).filter(number -> number.shardIndex() == shard.id().index());
        if (own.isPresent()) return own.get().creationSecond();
        long creation = Math.max(0, Math.floorDiv(shard.created().toEpochMilli(), 1000L));
        for (ShardId parent : shard.parents()) {
            ShardState known = earlier.get(parent);
            if (known != null) creation = Math.max(creation, known.creationSecond() + 1);
        }
        return creation;
    }
}
