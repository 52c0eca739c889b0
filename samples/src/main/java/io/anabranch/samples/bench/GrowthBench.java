package io.anabranch.samples.bench;

import com.sun.management.ThreadMXBean;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.log.LogSpace;
import io.anabranch.simulator.stream.PutBatch;
import io.anabranch.simulator.stream.ServiceClock;
import io.anabranch.simulator.stream.Stream;
import io.anabranch.simulator.stream.StreamSettings;
import io.anabranch.simulator.stream.Streams;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What a put costs as one shard grows: puts into it and into a shard that was made for the cell, in turns, at a quarter, at half and at all of the
 * records. Both are in process, through the whole of a put; the files below them count what is written.
 */
public final class GrowthBench {
    private static final int BATCH = 500;
    private static final int SAMPLES = 50 * BATCH;
    private static final int PAYLOAD_BYTES = 100;
    /** A little less than fills a segment, so that both begin one about as often. */
    private static final int MOST_CELL_BATCHES = 1000;
    private static final int STEPS = 4;
    private static final int OPEN_FILES = 512;
    private static final String GROWN = "grown";
    private static final String FRESH = "fresh";

    private final Conditions conditions;
    private final int batches;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** @param records 100 B each, that the shard grows to; 2000 or more */
    public GrowthBench(Conditions conditions, long records) {
        if (records < STEPS * BATCH) throw new IllegalArgumentException("records must be at least " + STEPS * BATCH + ", was " + records);
        this.conditions = conditions;
        this.batches = Math.toIntExact(records / BATCH);
    }

    /** Of one record, in one cell. */
    private record Cost(double perSecond, double allocatedBytes, double writes, double writtenBytes) {}

    private record Costs(List<Cost> grown, List<Cost> fresh) {
        Measurement measurement(String name, String unit, ToDoubleFunction<Cost> of) {
            List<Double> ours = grown.stream().map(of::applyAsDouble).toList();
            List<Double> reference = fresh.stream().map(of::applyAsDouble).toList();
            return new Turns(ours, reference).measurement(name, unit);
        }
    }

    /** Blocks for the whole measurement. The reference is the fresh shard. */
    public List<Measurement> run() throws IOException {
        Path data = Files.createDirectory(conditions.folder().resolve("growth"));
        CountingFiles files = new CountingFiles();
        List<Measurement> measurements = new ArrayList<>();
        try (Streams streams = open(data, files)) {
            Puts puts = new Puts(streams, files);
            streams.create(GROWN, 1);
            for (int step : new int[] {1, 2, STEPS}) {
                puts.growTo((long) batches * step / STEPS, data);
                measurements.addAll(measure(puts, data));
            }
        }
        Disk.delete(data);
        return measurements;
    }

    private Streams open(Path data, CountingFiles files) throws IOException {
        SimulatorSettings settings = SimulatorSettings.at(data);
        LogSpace space = LogSpace.writable(files, settings.segmentBytes(), settings.durability(), Runnable::run, settings.random(), OPEN_FILES);
        return Streams.open(new StreamSettings(settings.identity(), settings.limits(), settings.shardLimit(), settings.onDemandStreamLimit(),
                settings.delays(), ServiceClock.manual(settings.clock()), settings.random()), data, space);
    }

    private List<Measurement> measure(Puts puts, Path data) throws IOException {
        int cell = Math.min(MOST_CELL_BATCHES, Math.max(1, batches / STEPS));
        Costs costs = new Costs(new ArrayList<>(), new ArrayList<>());
        String name = String.format(Locale.ROOT, "one shard of %,d records, ", puts.grown() * BATCH);
        for (int round = 0; round <= conditions.rounds(); round++) {
            puts.streams.create(FRESH, 1);
            Cost fresh = puts.cost(FRESH, cell);
            Disk.force(data.resolve("streams"));
            puts.streams.delete(FRESH);
            Cost grown = puts.cost(GROWN, cell);
            Disk.force(data.resolve("streams"));
            if (round == 0) continue;
            costs.fresh.add(fresh);
            costs.grown.add(grown);
        }
        return List.of(
                costs.measurement(name + "put", Turns.PER_SECOND, Cost::perSecond),
                costs.measurement(name + "allocated", "B/record", Cost::allocatedBytes),
                costs.measurement(name + "writes", "of 1k records", cost -> 1000 * cost.writes),
                costs.measurement(name + "written", "B/record", Cost::writtenBytes));
    }

    /** Puts the sample records, again and again. */
    private final class Puts {
        private final Streams streams;
        private final CountingFiles files;
        private final SampleRecords records = new SampleRecords(SAMPLES, PAYLOAD_BYTES, conditions.random());
        private final PutBatch batch = new PutBatch();
        private int next;

        Puts(Streams streams, CountingFiles files) {
            this.streams = streams;
            this.files = files;
        }

        /** Batches in the shard that grows. */
        long grown() {
            return (streams.stream(GROWN).shards().get(0).nextIndex() - 1) / BATCH;
        }

        void growTo(long most, Path data) throws IOException {
            while (grown() < most) {
                put(streams.stream(GROWN), (int) Math.min(MOST_CELL_BATCHES, most - grown()));
                Disk.force(data.resolve("streams"));
            }
        }

        Cost cost(String name, int count) {
            Stream stream = streams.stream(name);
            long writes = files.writes();
            long bytes = files.bytesWritten();
            long allocated = threads.getCurrentThreadAllocatedBytes();
            long start = conditions.nanos().getAsLong();
            put(stream, count);
            long end = conditions.nanos().getAsLong();
            double records = (double) count * BATCH;
            return new Cost(records * 1e9 / (end - start), (threads.getCurrentThreadAllocatedBytes() - allocated) / records,
                    (files.writes() - writes) / records, (files.bytesWritten() - bytes) / records);
        }

        private void put(Stream stream, int count) {
            for (int put = 0; put < count; put++) {
                batch.clear();
                for (int i = next; i < next + BATCH; i++) batch.add(records.keys[i], records.payloads[i]);
                stream.put(batch).toCompletableFuture().join();
                if (batch.failedCount() > 0) throw new IllegalStateException("the shard refused " + batch.failedCount() + " records");
                next = (next + BATCH) % SAMPLES;
            }
        }
    }
}
