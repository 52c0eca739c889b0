package io.anabranch.simulator.operation;

import io.anabranch.simulator.fault.Refusal;
import io.anabranch.simulator.fault.Target;
import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.StreamException;
import java.util.Set;

/** What the service would say if a call that a script has it refuse went wrong by itself. */
record FaultTexts(String operation, String account) {
    private static final Set<String> DATA_PLANE = Set.of("GetRecords", "GetShardIterator", "PutRecord", "PutRecords");

    StreamException refusal(Refusal refusal, Target target, long nowMillis) {
        return switch (refusal) {
            case THROTTLE -> throttle(target);
            case INTERNAL_FAILURE -> new StreamException(ErrorType.INTERNAL_FAILURE, "");
            case UNAVAILABLE -> new StreamException(ErrorType.SERVICE_UNAVAILABLE, "");
            case EXPIRED_ITERATOR -> ShardIterators.expired(nowMillis - ShardIterators.LIFE_MILLIS - 1, nowMillis);
        };
    }

    private StreamException throttle(Target target) {
        String where = target.stream().map(name -> " in stream " + name).orElse("") + " under account " + account + ".";
        if (!DATA_PLANE.contains(operation)) return new StreamException(ErrorType.LIMIT_EXCEEDED, "Rate exceeded for " + operation + where);
        String shard = target.shards().size() == 1 ? "shard " + target.shards().iterator().next() : "a shard";
        return new StreamException(ErrorType.PROVISIONED_THROUGHPUT_EXCEEDED, "Rate exceeded for " + shard + where);
    }

    /** Why one entry of a PutRecords failed. */
    StreamException entry(Refusal refusal, Target entry) {
        return refusal == Refusal.THROTTLE ? throttle(entry) : new StreamException(ErrorType.INTERNAL_FAILURE, "Internal service failure.");
    }
}
