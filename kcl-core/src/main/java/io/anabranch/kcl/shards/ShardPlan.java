package io.anabranch.kcl.shards;

import io.anabranch.kcl.model.HashKeyRange;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.source.StreamSource.ShardInfo;
import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.model.LeaseSpec;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** From what the service lists to the leases that must exist. No I/O, no clock. */
public final class ShardPlan {
    private static final BigInteger END_OF_KEYS = BigInteger.ONE.shiftLeft(128);

    private ShardPlan() {}

    /**
     * A lease for each shard that is listed: the service lists a closed shard for as long as it may hold records. A parent that is not listed any
     * more holds none and is not waited for; parents come before their children.
     */
    public static List<LeaseSpec> leases(String stream, List<ShardInfo> shards) {
        Set<ShardId> listed = shards.stream().map(ShardInfo::id).collect(Collectors.toSet());
        return shards.stream()
                .sorted(Comparator.comparing(ShardInfo::id))
                .map(shard -> new LeaseSpec(new LeaseKey(stream, shard.id().value()),
                        shard.parents().stream().filter(listed::contains).map(ShardId::value).toList()))
                .toList();
    }

    /**
     * The first range of hash keys that no open shard takes. There is none in a whole list; there may be one in a list that was made while shards were
     * split or merged.
     */
    public static Optional<HashKeyRange> hole(List<ShardInfo> shards) {
        List<HashKeyRange> open = shards.stream()
                .filter(shard -> !shard.closed())
                .map(ShardInfo::range)
                .sorted(Comparator.comparing(HashKeyRange::start))
                .toList();
        BigInteger covered = BigInteger.ZERO;
        for (HashKeyRange range : open) {
            if (range.start().compareTo(covered) > 0) return Optional.of(new HashKeyRange(covered, range.start().subtract(BigInteger.ONE)));
            covered = covered.max(range.end().add(BigInteger.ONE));
        }
        return covered.compareTo(END_OF_KEYS) < 0
                ? Optional.of(new HashKeyRange(covered, END_OF_KEYS.subtract(BigInteger.ONE)))
                : Optional.empty();
    }
}
