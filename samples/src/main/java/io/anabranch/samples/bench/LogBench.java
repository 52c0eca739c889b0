package io.anabranch.samples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Append to and scan of one shard against a bare log of the same records in the same batches. */
public final class LogBench {
    private static final int BATCH = 500;
    private static final int SAMPLES = 50 * BATCH;
    /** Of a cell: one takes a few milliseconds, too short to be measured beside anything else that runs. The first maps the bytes, on both sides. */
    private static final int SCANS = 10;

    private final Conditions conditions;
    private final long bytes;
    private final List<RecordLog.Kind> peers;

    /** @param bytes of payload written and read by each cell */
    public LogBench(Conditions conditions, long bytes) {
        this(conditions, bytes, List.of());
    }

    /** @param peers other logs that take their turns */
    LogBench(Conditions conditions, long bytes, List<RecordLog.Kind> peers) {
        this.conditions = conditions;
        this.bytes = bytes;
        this.peers = List.copyOf(peers);
    }

    /** Blocks for the whole measurement. */
    public List<Measurement> run() throws IOException {
        List<Measurement> measurements = new ArrayList<>();
        for (int size : new int[] {100, 1024}) measurements.addAll(run(size));
        return measurements;
    }

    private record Rates(List<Double> append, List<Double> scan) {
        Rates() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    private List<Measurement> run(int size) throws IOException {
        SampleRecords records = new SampleRecords(SAMPLES, size, conditions.random());
        int batches = (int) (bytes / size / BATCH);
        Rates bare = new Rates();
        Rates ours = new Rates();
        Map<String, Rates> others = new LinkedHashMap<>();
        for (int round = 0; round <= conditions.rounds(); round++) {
            boolean counts = round > 0;
            measure(BareLog::new, records, batches, counts ? bare : new Rates());
            measure(ShardRecordLog::new, records, batches, counts ? ours : new Rates());
            for (RecordLog.Kind peer : peers) {
                measure(peer.opening(), records, batches, counts ? others.computeIfAbsent(peer.name(), name -> new Rates()) : new Rates());
            }
        }
        return List.of(
                new Turns(ours.append, bare.append).measurement("append " + size + " B", Turns.PER_SECOND).with(figures(others, Rates::append)),
                new Turns(ours.scan, bare.scan).measurement("scan " + size + " B", Turns.PER_SECOND).with(figures(others, Rates::scan)));
    }

    private interface Column {
        List<Double> of(Rates rates);
    }

    private static List<PeerFigure> figures(Map<String, Rates> others, Column column) {
        List<PeerFigure> figures = new ArrayList<>();
        others.forEach((name, rates) -> figures.add(new PeerFigure.Measured(name, Measurement.median(column.of(rates)))));
        return figures;
    }

    private void measure(RecordLog.Opening opening, SampleRecords records, int batches, Rates rates) throws IOException {
        try (RecordLog log = opening.open(Files.createDirectory(conditions.folder().resolve("log")))) {
            long start = conditions.nanos().getAsLong();
            log.append(records, BATCH, batches);
            rates.append.add(perSecond(batches, start));
            log.force();
            start = conditions.nanos().getAsLong();
            requireBytes(log.scan(SCANS), records, SCANS * batches);
            rates.scan.add(perSecond(SCANS * batches, start));
        }
    }

    private static void requireBytes(long seen, SampleRecords records, int batches) {
        long written = (long) batches * BATCH * records.payloads[0].length;
        if (seen != written) throw new IllegalStateException("wrote " + written + " bytes of payload and read " + seen);
    }

    private double perSecond(int batches, long startNanos) {
        return (double) batches * BATCH * 1e9 / (conditions.nanos().getAsLong() - startNanos);
    }
}
