package io.anabranch.samples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.kcl.Worker;
import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.processor.KinesisRecord;
import io.anabranch.kcl.processor.ProcessorContext;
import io.anabranch.kcl.processor.RecordBatch;
import io.anabranch.kcl.processor.RecordProcessor;
import io.anabranch.kcl.replay.Replay;
import io.anabranch.kcl.replay.ReplayException;
import io.anabranch.kcl.replay.ReplayResult;
import io.anabranch.kcl.source.kinesis.KinesisSource;
import io.anabranch.kcl.source.local.Archive;
import io.anabranch.lease.zookeeper.EmbeddedZooKeeper;
import io.anabranch.lease.zookeeper.ZooKeeper;
import io.anabranch.samples.worker.KinesisClients;
import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import io.anabranch.simulator.stream.PutBatch;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/** What the README shows of users' code, run against a served stream. */
class ReadmeExamplesTest {
    private static final int ORDERS = 100;
    private static final Map<String, Long> BILLED = new ConcurrentHashMap<>();

    @TempDir
    private Path folder;

    public static final class Billing implements RecordProcessor {
        @Override
        public void processRecords(RecordBatch records, ProcessorContext context) throws Exception {
            for (KinesisRecord record : records) bill(record, context.fencingToken());
        }

        private void bill(KinesisRecord record, long fencingToken) {
            BILLED.merge(UTF_8.decode(record.data()).toString(), fencingToken, Math::max);
        }
    }

    @Test
    @Timeout(value = 90, unit = TimeUnit.SECONDS)
    void aWorkerOnTheWireAndAReplayOfTheFolderRunTheSameProcessor() throws Exception {
        Path data = folder.resolve("data");
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(data));
                SimulatorServer server = simulator.serve(ServerSettings.loopback());
                EmbeddedZooKeeper zookeeper = EmbeddedZooKeeper.start(folder.resolve("zookeeper"), 0)) {
            putOrders(simulator);
            try (Worker worker = startWorker(server.endpoint(), zookeeper.connectString())) {
                Awaitility.await().until(() -> BILLED.size() == ORDERS);
                worker.shutdown();
            }
        }
        assertThat(replay(data).records()).isEqualTo(ORDERS);
    }

    private static void putOrders(Simulator simulator) {
        simulator.streams().create("orders", 4);
        PutBatch orders = new PutBatch();
        for (int i = 0; i < ORDERS; i++) orders.add(("customer-" + i).getBytes(UTF_8), ("order " + i).getBytes(UTF_8));
        simulator.streams().stream("orders").put(orders).toCompletableFuture().join();
    }

    private static Worker startWorker(URI endpoint, String connectString) {
        KinesisAsyncClient kinesisAsyncClient = KinesisClients.of(Optional.of(endpoint), "us-east-1");
        Worker worker = Worker.builder("billing")
                .stream("orders", Position.trimHorizon())
                .source(KinesisSource.polling(kinesisAsyncClient))
                .coordination(ZooKeeper.connect(connectString))
                .processor(shard -> new Billing())
                .start();
        return worker;
    }

    private static ReplayResult replay(Path folder) throws ReplayException, InterruptedException {
        ReplayResult result = Replay.from(Archive.open(folder)).stream("orders").processor(shard -> new Billing()).run();
        System.out.printf("%,.0f records/s, digest %s%n", result.recordsPerSecond(), result.digest().orElseThrow());
        return result;
    }
}
