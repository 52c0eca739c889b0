package io.anabranch.samples.demo;

import io.anabranch.samples.fleet.FleetView;
import io.anabranch.samples.fleet.FleetView.Owned;
import io.anabranch.samples.history.HistoryFile;
import io.anabranch.samples.history.HistoryLine;
import io.anabranch.samples.process.ChildFailedException;
import io.anabranch.samples.process.ChildProcess;
import io.anabranch.samples.process.Children;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The worker processes of the demonstration: those that run, and the histories of all there ever were. */
final class DemoFleet {
    static final String APPLICATION = "flights";
    private static final Duration STOP = Duration.ofSeconds(30);

    private final Children children;
    private final DemoServices services;
    private final Path histories;
    private final Duration sessionTimeout;
    private final FleetView view = new FleetView();
    private final Map<String, ChildProcess> running = new LinkedHashMap<>();
    private int started;

    DemoFleet(Children children, DemoServices services, Path histories, Duration sessionTimeout) {
        this.children = children;
        this.services = services;
        this.histories = histories;
        this.sessionTimeout = sessionTimeout;
    }

    FleetView view() {
        return view;
    }

    String startWorker() throws IOException {
        String name = "worker-" + ++started;
        List<String> arguments = List.of("worker", "--application", APPLICATION, "--stream", DemoServices.STREAM,
                "--endpoint", services.endpoint().toString(), "--region", DemoServices.REGION, "--zookeeper", services.connectString(), "--worker-id", name,
                "--history", histories.resolve(name + ".jsonl").toString(), "--session-timeout-ms", String.valueOf(sessionTimeout.toMillis()),
                "--status-ms", "200", "--processor", FlightProcessor.class.getName(), "--set", FlightProcessor.REGISTRY + "=" + services.endpoint());
        running.put(name, children.start(name, arguments, view::line));
        return name;
    }

    void requireAlive() throws ChildFailedException {
        for (ChildProcess worker : running.values()) {
            if (!worker.alive()) throw worker.failed("died");
        }
    }

    List<String> workers() {
        return List.copyOf(running.keySet());
    }

    /** The shards a worker says it owns. */
    List<String> shardsOf(String worker) {
        return view.owned().stream().filter(owned -> owned.worker().equals(worker)).map(owned -> owned.status().shard()).toList();
    }

    /** A running worker with the most shards. */
    String busiestWorker() {
        return running.keySet().stream().max(Comparator.comparingInt(worker -> shardsOf(worker).size())).orElseThrow();
    }

    /** True if a worker that runs owns the shard and has processed some of it in this claim. */
    boolean processing(String shard) {
        return view.owner(shard).map(Owned::status).filter(status -> status.records() > 0).isPresent();
    }

    void kill(String worker) throws ChildFailedException, InterruptedException {
        ChildProcess process = running.remove(worker);
        if (process == null) throw new IllegalArgumentException("no such worker: " + worker);
        process.kill();
        process.awaitExit(STOP);
        view.gone(worker);
    }

    /** Stops workers by SIGTERM, all at once, and waits for each. */
    void stop(List<String> workers) throws ChildFailedException, InterruptedException {
        List<ChildProcess> stopping = new ArrayList<>();
        for (String worker : workers) {
            ChildProcess process = running.remove(worker);
            if (process == null) throw new IllegalArgumentException("no such worker: " + worker);
            process.terminate();
            stopping.add(process);
        }
        for (ChildProcess process : stopping) {
            int exit = process.awaitExit(STOP);
            view.gone(process.name());
            if (exit != 0) throw process.failed("did not stop cleanly");
        }
    }

    /** Every worker's history as it is now. */
    Map<String, List<HistoryLine>> histories() throws IOException {
        Map<String, List<HistoryLine>> read = new TreeMap<>();
        for (int i = 1; i <= started; i++) {
            Path file = histories.resolve("worker-" + i + ".jsonl");
            read.put("worker-" + i, Files.exists(file) ? HistoryFile.read(file) : List.of());
        }
        return read;
    }
}
