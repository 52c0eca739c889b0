package io.anabranch.kcl.source.local;

import io.anabranch.kcl.model.HashKeyRange;
import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.source.ShardReader;
import io.anabranch.kcl.source.StreamSource;
import io.anabranch.simulator.stream.ShardDescription;
import io.anabranch.simulator.stream.StreamDescription;
import io.anabranch.simulator.stream.Streams;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Streams read where they lie. Every answer is there at once, except at the tip of a shard. */
final class LocalSource implements StreamSource {
    private final Streams streams;
    private final Growth growth;
    private final ServiceClock clock;
    private final Runnable onClose;

    LocalSource(Streams streams, Growth growth, ServiceClock clock, Runnable onClose) {
        this.streams = streams;
        this.growth = growth;
        this.clock = clock;
        this.onClose = onClose;
    }

    /** What time it is for a stream. */
    @FunctionalInterface
    interface ServiceClock {
        Instant now(String stream);
    }

    @Override
    public CompletionStage<StreamInfo> describe(String stream) {
        return LocalFailures.answer(() -> {
            StreamDescription description = streams.describe(stream);
            return new StreamInfo(description.name(), description.created(), clock.now(stream));
        });
    }

    @Override
    public CompletionStage<List<ShardInfo>> shards(String stream) {
        return LocalFailures.answer(() -> streams.describe(stream).shards().stream().map(LocalSource::info).toList());
    }

    private static ShardInfo info(ShardDescription shard) {
        var range = new HashKeyRange(shard.range().start(), shard.range().end());
        return new ShardInfo(id(shard), shard.parents().stream().map(LocalSource::id).toList(), range, shard.isClosed());
    }

    @Override
    public ShardReader open(String stream, ShardId shard, Position from) {
        return new LocalReader(streams, stream, shard, from, growth);
    }

    private static ShardId id(ShardDescription shard) {
        return id(shard.id());
    }

    static ShardId id(io.anabranch.simulator.stream.ShardId shard) {
        return new ShardId(shard.toString());
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public void close() {
        onClose.run();
    }
}
