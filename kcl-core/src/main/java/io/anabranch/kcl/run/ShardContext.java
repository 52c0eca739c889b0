package io.anabranch.kcl.run;

import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.Checkpointer;
import io.anabranch.kcl.processor.ProcessorContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * A context put together from its parts.
 *
 * @param validity what {@link #isValid()} asks
 * @param timers   takes what {@link #schedule} is given
 */
record ShardContext(String stream, ShardId shard, Mode mode, InstantSource clock, Checkpointer checkpointer, long fencingToken,
        BooleanSupplier validity, Map<String, String> parameters, OutputCollector output, BiConsumer<Duration, TimerTask> timers)
        implements ProcessorContext {
    @Override
    public boolean isValid() {
        return validity.getAsBoolean();
    }

    @Override
    public void schedule(Duration delay, TimerTask task) {
        timers.accept(delay, task);
    }
}
