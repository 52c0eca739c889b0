package io.anabranch.lease.simulation;

import io.anabranch.lease.model.Catalog;
import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.model.LeaseSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The shards of one stream: how much each holds, who follows whom, and how far each has been processed. */
final class Workload implements Catalog {
    static final String STREAM = "orders";

    static final class Shard {
        final LeaseKey key;
        final List<String> parents;
        final List<String> children = new ArrayList<>();
        final int records;
        final boolean[] processed;
        /** The epoch each record was processed in last. */
        final long[] processedIn;
        private int prefix;

        Shard(String name, List<String> parents, int records) {
            this.key = new LeaseKey(STREAM, name);
            this.parents = parents;
            this.records = records;
            this.processed = new boolean[records];
            this.processedIn = new long[records];
        }

        int processedPrefix() {
            while (prefix < records && processed[prefix]) prefix++;
            return prefix;
        }
    }

    final TreeMap<LeaseKey, Shard> shards = new TreeMap<>();
    private String identity = "first";
    private boolean parentsHidden;

    Shard add(String name, List<String> parents, int records) {
        Shard shard = new Shard(name, List.copyOf(parents), records);
        shards.put(shard.key, shard);
        return shard;
    }

    /** Replaces the shard by two, or two by one; the new ones exist from now on. */
    void reshard(List<Shard> from, int into, int records) {
        List<String> parents = from.stream().map(shard -> shard.key.shard()).toList();
        for (int i = 0; i < into; i++) {
            Shard child = add(String.format("s%02d", shards.size()), parents, records);
            from.forEach(parent -> parent.children.add(child.key.shard()));
        }
    }

    List<Shard> leaves() {
        return shards.values().stream().filter(shard -> shard.children.isEmpty()).toList();
    }

    void recreate() {
        identity = identity + "+";
    }

    /** Takes a defence away: the coordinator is not told who comes before whom. */
    void hideParents() {
        parentsHidden = true;
    }

    static String position(int index) {
        return String.format("%06d", index);
    }

    @Override
    public CompletionStage<List<StreamLeases>> list() {
        List<LeaseSpec> specs = new ArrayList<>();
        shards.descendingMap().values().forEach(shard -> specs.add(new LeaseSpec(shard.key, parentsHidden ? List.of() : shard.parents)));
        return CompletableFuture.completedStage(List.of(new StreamLeases(STREAM, identity, position(0), specs)));
    }
}
