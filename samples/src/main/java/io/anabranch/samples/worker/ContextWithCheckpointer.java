package io.anabranch.samples.worker;

import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.Checkpointer;
import io.anabranch.kcl.processor.ProcessorContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** A context as it is, but for its checkpointer. */
record ContextWithCheckpointer(ProcessorContext context, Checkpointer checkpointer) implements ProcessorContext {
    @Override
    public String stream() {
        return context.stream();
    }

    @Override
    public ShardId shard() {
        return context.shard();
    }

    @Override
    public Mode mode() {
        return context.mode();
    }

    @Override
    public InstantSource clock() {
        return context.clock();
    }

    @Override
    public void schedule(Duration delay, TimerTask task) {
        context.schedule(delay, task);
    }

    @Override
    public long fencingToken() {
        return context.fencingToken();
    }

    @Override
    public boolean isValid() {
        return context.isValid();
    }

    @Override
    public Map<String, String> parameters() {
        return context.parameters();
    }

    @Override
    public OutputCollector output() {
        return context.output();
    }
}
