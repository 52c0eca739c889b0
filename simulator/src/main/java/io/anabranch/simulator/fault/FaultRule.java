package io.anabranch.simulator.fault;

import io.anabranch.simulator.stream.ShardId;
import java.util.Optional;

/**
 * Which calls go wrong, and how. A rule counts the calls it is about: those of its operation, stream, shard and consumer, as far as it names any.
 *
 * @param operation such as {@code PutRecords}; {@code *} is every one
 * @param stream    by name
 * @param shard     in full, {@code shardId-000000000000}
 * @param consumer  by name
 */
public record FaultRule(
        String operation, Optional<String> stream, Optional<String> shard, Optional<String> consumer, Trigger trigger, Effect effect) {
    static final String ANY = "*";

    public FaultRule {
        if (!operation.equals(ANY) && !OperationNames.ALL.contains(operation))
            throw new IllegalArgumentException("no such operation: '" + operation + "'; there are: *, " + String.join(", ", OperationNames.ALL));
        shard = shard.map(FaultRule::inFull);
        requireOperation("GetRecords", operation, isExpiredIterator(effect));
        requireOperation("PutRecords", operation, effect instanceof Effect.EntriesFailed);
    }

    private static String inFull(String shard) {
        return ShardId.parse(shard).orElseThrow(() -> new IllegalArgumentException("not a shard: '" + shard + "'")).toString();
    }

    private static boolean isExpiredIterator(Effect effect) {
        return effect instanceof Effect.Refused refused && refused.refusal() == Refusal.EXPIRED_ITERATOR;
    }

    private static void requireOperation(String only, String operation, boolean bound) {
        if (bound && !operation.equals(only)) throw new IllegalArgumentException("this effect is for " + only + " only, not for " + operation);
    }

    boolean mayConcern(String name) {
        return operation.equals(ANY) || operation.equals(name);
    }

    boolean needsTarget() {
        return stream.isPresent() || shard.isPresent() || consumer.isPresent();
    }

    boolean concerns(Target target) {
        return agrees(stream, target.stream()) && agrees(consumer, target.consumer()) && shard.map(target.shards()::contains).orElse(true);
    }

    private static boolean agrees(Optional<String> wanted, Optional<String> given) {
        return wanted.isEmpty() || wanted.equals(given);
    }
}
