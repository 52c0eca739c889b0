package io.anabranch.kcl.shards;

import io.anabranch.kcl.model.HashKeyRange;
import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.source.StreamSource;
import io.anabranch.kcl.source.StreamSource.ShardInfo;
import io.anabranch.kcl.source.StreamSource.StreamInfo;
import io.anabranch.lease.model.Catalog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The coordinator's catalog over a stream service. A start at LATEST is stored as the service's time of the first asking, so that nothing which arrives
 * between then and the first checkpoint is skipped; a service that tells the time in whole seconds starts up to a second earlier. A list with a hole
 * in its hash keys is asked for again a few times and then taken as it is: what is missing comes with the next asking.
 */
public final class ShardCatalog implements Catalog {
    private static final Logger log = LoggerFactory.getLogger(ShardCatalog.class);
    private static final int MOST_LISTS = 4;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final StreamSource source;
    private final Map<String, Position> streams;
    private final Function<Duration, Executor> later;

    /**
     * @param streams names, and where each starts that nobody has checkpointed
     * @param later   an executor that runs what it is given after a delay
     */
    public ShardCatalog(StreamSource source, Map<String, Position> streams, Function<Duration, Executor> later) {
        this.source = source;
        this.streams = streams;
        this.later = later;
    }

    @Override
    public CompletionStage<List<StreamLeases>> list() {
        CompletionStage<List<StreamLeases>> all = CompletableFuture.completedFuture(List.of());
        for (var stream : streams.entrySet()) {
            all = all.thenCombine(leases(stream.getKey(), stream.getValue()), ShardCatalog::added);
        }
        return all;
    }

    private static List<StreamLeases> added(List<StreamLeases> list, StreamLeases one) {
        List<StreamLeases> longer = new ArrayList<>(list);
        longer.add(one);
        return longer;
    }

    private CompletionStage<StreamLeases> leases(String stream, Position start) {
        return source.describe(stream).thenCompose(info -> shards(stream, 1).thenApply(shards -> new StreamLeases(stream,
                Long.toString(info.created().toEpochMilli()), stored(start, info).encode(), ShardPlan.leases(stream, shards))));
    }

    private static Position stored(Position start, StreamInfo info) {
        return start instanceof Position.Latest ? Position.atTimestamp(info.now()) : start;
    }

    private CompletionStage<List<ShardInfo>> shards(String stream, int list) {
        return source.shards(stream).thenCompose(shards -> {
            Optional<HashKeyRange> hole = ShardPlan.hole(shards);
            if (hole.isEmpty()) return CompletableFuture.completedFuture(shards);
            log.warn("no open shard takes the hash keys {} to {} stream={} shards={} list={}", hole.get().start(), hole.get().end(), stream,
                    shards.size(), list);
            return list == MOST_LISTS ? CompletableFuture.completedFuture(shards) : listedAgain(stream, list + 1);
        });
    }

    private CompletionStage<List<ShardInfo>> listedAgain(String stream, int list) {
        return CompletableFuture.supplyAsync(() -> list, later.apply(PAUSE)).thenCompose(number -> shards(stream, number));
    }
}
