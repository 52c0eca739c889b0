package io.anabranch.kcl.replay;

import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.source.StreamSource.ShardInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which shards may be replayed now: those whose parents are done or no longer listed. Not thread-safe. */
final class ShardOrder {
    private final Map<ShardId, Set<ShardId>> waiting = new LinkedHashMap<>();

    ShardOrder(List<ShardInfo> shards) {
        Set<ShardId> listed = new HashSet<>();
        shards.forEach(shard -> listed.add(shard.id()));
        for (ShardInfo shard : shards) {
            Set<ShardId> parents = new HashSet<>(shard.parents());
            parents.retainAll(listed);
            waiting.put(shard.id(), parents);
        }
    }

    /** Those that may start; each is told once. */
    List<ShardId> takeReady() {
        List<ShardId> ready = new ArrayList<>();
        waiting.forEach((shard, parents) -> {
            if (parents.isEmpty()) ready.add(shard);
        });
        ready.forEach(waiting::remove);
        return ready;
    }

    void done(ShardId shard) {
        waiting.values().forEach(parents -> parents.remove(shard));
    }
}
