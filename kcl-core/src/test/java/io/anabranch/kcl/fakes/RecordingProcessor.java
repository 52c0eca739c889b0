package io.anabranch.kcl.fakes;

import io.anabranch.kcl.processor.KinesisRecord;
import io.anabranch.kcl.processor.ProcessorContext;
import io.anabranch.kcl.processor.RecordBatch;
import io.anabranch.kcl.processor.RecordProcessor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps what it is called with, as lines like {@code initialize 0} and {@code 3}, and throws, or does something, when told to. Thread-safe. */
public final class RecordingProcessor implements RecordProcessor {
    private final List<String> calls = new ArrayList<>();
    private final List<Long> numbers = new ArrayList<>();
    private final Map<String, Integer> failures = new HashMap<>();
    private @Nullable Action duringBatch;
    private @Nullable ProcessorContext context;

    /** What a test does from within a call. */
    @FunctionalInterface
    public interface Action {
        void run(RecordBatch records, ProcessorContext context) throws Exception;
    }

    /** The next {@code times} calls of {@code method} throw. */
    public synchronized void failNext(String method, int times) {
        failures.put(method, times);
    }

    /** Runs within the next processRecords, after the records were noted. */
    public synchronized void duringBatch(Action action) {
        duringBatch = action;
    }

    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /** Sequence numbers of the records it was given, in order; with those of failed calls. */
    public synchronized List<Long> numbers() {
        return List.copyOf(numbers);
    }

    public synchronized ProcessorContext context() {
        if (context == null) throw new IllegalStateException("not called yet");
        return context;
    }

    private void called(String method, ProcessorContext now) throws Exception {
        calls.add(method);
        context = now;
        int left = failures.getOrDefault(method, 0);
        if (left == 0) return;
        failures.put(method, left - 1);
        throw new Exception("injected into " + method);
    }

    @Override
    public synchronized void initialize(ProcessorContext now) throws Exception {
        called("initialize", now);
    }

    @Override
    public void processRecords(RecordBatch records, ProcessorContext now) throws Exception {
        Action action;
        synchronized (this) {
            for (KinesisRecord record : records) numbers.add(record.sequenceNumber().value().longValue());
            action = duringBatch;
            duringBatch = null;
        }
        if (action != null) action.run(records, now);
        synchronized (this) {
            called("processRecords", now);
        }
    }

    @Override
    public synchronized void shardEnded(ProcessorContext now) throws Exception {
        called("shardEnded", now);
    }

    @Override
    public synchronized void shutdownRequested(ProcessorContext now) throws Exception {
        called("shutdownRequested", now);
    }

    @Override
    public synchronized void leaseLost(ProcessorContext now) {
        calls.add("leaseLost");
    }
}
