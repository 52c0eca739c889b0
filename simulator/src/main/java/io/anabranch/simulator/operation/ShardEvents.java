package io.anabranch.simulator.operation;

import io.anabranch.simulator.stream.Shard;
import io.anabranch.simulator.stream.Stream;
import io.anabranch.simulator.stream.Subscription;
import io.anabranch.simulator.wire.EventFrame;
import io.anabranch.simulator.wire.OutputBuffer;
import io.anabranch.simulator.wire.WireFormat;
import java.util.Optional;

/** The events of one subscription as frames, after the one that every event stream begins with. */
final class ShardEvents implements EventStream {
    private final WireFormat format;
    private final Stream stream;
    private final Shard shard;
    private final Subscription subscription;
    private boolean begun;

    ShardEvents(WireFormat format, Stream stream, Shard shard, Subscription subscription) {
        this.format = format;
        this.stream = stream;
        this.shard = shard;
        this.subscription = subscription;
    }

    @Override
    public Optional<Body> next() {
        if (begun) {
            return subscription.next().map(this::frame).map(Body::of);
        }
        begun = true;
        return Optional.of(Body.of(EventFrame.initialResponse(format)));
    }

    private OutputBuffer frame(Subscription.Event event) {
        if (event instanceof Subscription.Records records) {
            boolean end = records.continuation().isEmpty();
            return EventFrame.records(
                    format, records.records(), records.continuation().orElse(null), end ? Descriptions.childShards(stream, shard) : null);
        }
        return EventFrame.exception(format, ((Subscription.Failed) event).cause());
    }

    @Override
    public boolean isOver() {
        return begun && subscription.isOver();
    }

    @Override
    public void onReady(Runnable ready) {
        subscription.onReady(ready);
    }

    @Override
    public void close() {
        subscription.close();
    }
}
