package io.anabranch.kcl.replay;

import io.anabranch.kcl.model.SequenceNumber;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.Checkpointer;
import io.anabranch.kcl.processor.ProcessorContext;
import io.anabranch.kcl.processor.RecordBatch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a processor sees while one shard is replayed. */
final class ReplayContext implements ProcessorContext {
    private final String stream;
    private final ShardId shard;
    private final Map<String, String> parameters;
    private final ReplayClock clock;
    private final RememberedCheckpoint checkpoint = new RememberedCheckpoint(this::lastGiven);
    private final Map<String, List<Object>> outputs = new LinkedHashMap<>();
    private volatile @Nullable RecordBatch lastBatch;
    private volatile boolean valid = true;

    ReplayContext(String stream, ShardId shard, Map<String, String> parameters, ReplayClock clock) {
        this.stream = stream;
        this.shard = shard;
        this.parameters = parameters;
        this.clock = clock;
    }

    /** The processor is about to get these. */
    void giving(RecordBatch batch) {
        clock.advanceTo(batch.arrivalMillis(batch.size() - 1));
        lastBatch = batch;
    }

    Optional<SequenceNumber> lastGiven() {
        RecordBatch batch = lastBatch;
        return batch == null ? Optional.empty() : Optional.of(batch.last().sequenceNumber());
    }

    void end() {
        valid = false;
        clock.dropTimers();
    }

    Optional<SequenceNumber> furthestCheckpoint() {
        return checkpoint.furthest();
    }

    /** Adds what was emitted here to {@code all}. */
    void collectInto(Map<String, List<Object>> all) {
        synchronized (outputs) {
            outputs.forEach((name, values) -> all.computeIfAbsent(name, key -> new ArrayList<>()).addAll(values));
        }
    }

    @Override
    public String stream() {
        return stream;
    }

    @Override
    public ShardId shard() {
        return shard;
    }

    @Override
    public Mode mode() {
        return Mode.REPLAY;
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public void schedule(Duration delay, TimerTask task) {
        if (valid) clock.schedule(delay, task);
    }

    @Override
    public Checkpointer checkpointer() {
        return checkpoint;
    }

    /** Lower than that of any live claim: a sink that fences refuses what a replay sends to it by mistake. */
    @Override
    public long fencingToken() {
        return 0;
    }

    @Override
    public boolean isValid() {
        return valid;
    }

    @Override
    public Map<String, String> parameters() {
        return parameters;
    }

    @Override
    public OutputCollector output() {
        return this::emit;
    }

    private void emit(String name, Object value) {
        synchronized (outputs) {
            outputs.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        }
    }
}
