package io.anabranch.samples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.anabranch.kcl.Worker;
import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.source.local.SimulatorSource;
import io.anabranch.lease.zookeeper.ZooKeeper;
import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.stream.PutBatch;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Puts ten orders into a stream and bills them. Run again on the same folder, it goes on where it was. */
public final class Quickstart {
    private Quickstart() {}

    /** @param args the folder for streams and leases */
    public static void main(String[] args) throws Exception {
        // README: quickstart
        Path data = Path.of(args[0]);
        CountDownLatch billed = new CountDownLatch(10);
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(data));
                Worker worker = Worker.builder("billing")
                        .stream("orders", Position.trimHorizon())
                        .source(SimulatorSource.of(simulator))
                        .coordination(ZooKeeper.embedded(data.resolve("zookeeper")))
                        .processor((records, context) -> records.forEach(record -> {
                            System.out.println(context.shard() + " " + UTF_8.decode(record.data()));
                            billed.countDown();
                        }))
                        .start()) {
            if (simulator.streams().list().isEmpty()) simulator.streams().create("orders", 2);
            PutBatch orders = new PutBatch();
            for (int i = 1; i <= 10; i++) orders.add(("customer-" + i).getBytes(UTF_8), ("order " + i).getBytes(UTF_8));
            simulator.streams().stream("orders").put(orders);
            billed.await();
            worker.shutdown();
        }
        // README: end
    }
}
