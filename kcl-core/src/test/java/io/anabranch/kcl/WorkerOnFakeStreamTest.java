package io.anabranch.kcl;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.anabranch.kcl.fakes.FakeStream;
import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.source.StreamSource;
import io.anabranch.lease.store.InMemoryStore;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerOnFakeStreamTest extends WorkerContract {
    @Override
    TestStream open() {
        FakeStream stream = new FakeStream(2);
        return new TestStream() {
            @Override
            public StreamSource source() {
                return stream;
            }

            @Override
            public void put(String key, String value) {
                stream.put(key, value);
            }

            @Override
            public void split(ShardId shard) {
                stream.split(shard);
            }

            @Override
            public void merge(ShardId one, ShardId other) {
                stream.merge(one, other);
            }

            @Override
            public List<ShardId> openShards() {
                return stream.shards("orders").toCompletableFuture().join().stream().filter(shard -> !shard.closed())
                        .sorted(Comparator.comparing(shard -> shard.range().start())).map(StreamSource.ShardInfo::id).toList();
            }

            @Override
            public void awaitTick() {
                // Its arrival times are the sequence numbers.
            }

            @Override
            public void close() {}
        };
    }

    private static WorkerBuilder complete(FakeStream stream) {
        return Worker.builder("billing").stream("orders", Position.latest()).source(stream).coordination(InMemoryStore.create())
                .processor((records, context) -> {});
    }

    @Test
    void aStoreOfThisMachineIsRefusedForAStreamElsewhere() {
        FakeStream stream = new FakeStream(1);
        stream.elsewhere();
        assertThatThrownBy(() -> complete(stream).start()).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("embedded");
        complete(stream).allowEmbeddedCoordination().start().close();
    }

    @Test
    void whatIsMissingOrMakesNoSenseIsNamed() {
        assertThatThrownBy(() -> Worker.builder("billing").start()).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("stream");
        assertThatThrownBy(() -> complete(new FakeStream(1)).maxBatchRecords(0).start()).hasMessageContaining("maxBatchRecords").hasMessageContaining("0");
        assertThatThrownBy(() -> complete(new FakeStream(1)).workerId("a/b").start()).hasMessageContaining("a/b");
        assertThatThrownBy(() -> complete(new FakeStream(1)).stream("orders", new Position.ShardEnd())).hasMessageContaining("SHARD_END");
    }

    @Test
    void aStoreThatIsClosedIsToldToWhoeverWaits() {
        InMemoryStore closed = InMemoryStore.create();
        closed.close();
        Worker worker = complete(new FakeStream(1)).coordination(closed).start();
        assertThatThrownBy(worker::awaitShutdown).isInstanceOf(IllegalStateException.class).hasMessageContaining("could not join");
    }
}
