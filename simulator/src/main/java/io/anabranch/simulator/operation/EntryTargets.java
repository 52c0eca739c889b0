package io.anabranch.simulator.operation;

import io.anabranch.simulator.fault.Target;
import io.anabranch.simulator.stream.KeyHash;
import io.anabranch.simulator.stream.ShardDescription;
import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where the entries of a put go. Neither the put nor the entries need be valid: what cannot be told is left out. */
final class EntryTargets {
    private EntryTargets() {}

    static List<Target> of(Target put, Streams streams, List<WireValue> entries) {
        List<ShardDescription> open = openShards(put, streams);
        return entries.stream().map(entry -> of(put, open, entry)).toList();
    }

    private static List<ShardDescription> openShards(Target put, Streams streams) {
        try {
            return put.stream().map(name -> streams.describe(name).shards()).orElse(List.of()).stream().filter(shard -> !shard.isClosed()).toList();
        } catch (StreamException e) {
            return List.of(); // no such stream: nothing goes anywhere
        }
    }

    private static Target of(Target put, List<ShardDescription> open, WireValue entry) {
        Optional<BigInteger> hashKey = entry instanceof WireValue.Structure members ? hashKey(members) : Optional.empty();
        Optional<String> shard = hashKey.flatMap(key -> open.stream().filter(each -> each.range().contains(key)).findFirst()).map(each -> each.id().toString());
        return new Target(put.stream(), shard.map(Set::of).orElse(Set.of()), Optional.empty());
    }

    private static Optional<BigInteger> hashKey(WireValue.Structure entry) {
        return Targets.text(entry, "ExplicitHashKey").filter(text -> text.matches("\\d{1,39}")).map(BigInteger::new)
                .or(() -> Targets.text(entry, "PartitionKey").map(KeyHash::of));
    }
}
