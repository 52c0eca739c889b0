package io.anabranch.samples.fleet;

import io.anabranch.samples.worker.WorkerStatus;
import io.anabranch.samples.worker.WorkerStatus.ShardStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The newest word of every worker of a fleet. Thread-safe. */
public final class FleetView {
    private final Map<String, WorkerStatus> workers = new ConcurrentSkipListMap<>();
    private final Map<String, Long> gone = new ConcurrentHashMap<>();

    /** Takes a line of a worker's output, whatever it is. */
    public void line(String line) {
        WorkerStatus.parse(line).ifPresent(status -> workers.put(status.worker(), status));
    }

    /** The worker's process is gone: what it owned is nobody's now. */
    public void gone(String worker) {
        WorkerStatus last = workers.remove(worker);
        if (last != null) gone.merge(worker, last.records(), Long::sum);
    }

    public Optional<WorkerStatus> worker(String worker) {
        return Optional.ofNullable(workers.get(worker));
    }

    /** Records processed by all workers, those that are gone included as far as they said. */
    public long records() {
        return workers.values().stream().mapToLong(WorkerStatus::records).sum() + gone.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Every claim there is, by shard; of one shard the highest epoch first. */
    public List<Owned> owned() {
        List<Owned> owned = new ArrayList<>();
        workers.values().forEach(status -> status.shards().forEach(shard -> owned.add(new Owned(status.worker(), shard))));
        owned.sort(Comparator.comparing((Owned o) -> o.status().shard()).thenComparing(o -> -o.status().epoch()));
        return owned;
    }

    /** The claim on a shard with the highest epoch. */
    public Optional<Owned> owner(String shard) {
        return owned().stream().filter(owned -> owned.status().shard().equals(shard)).findFirst();
    }

    /** @param worker the owner by its own word */
    public record Owned(String worker, ShardStatus status) {}
}
