package io.anabranch.kcl.source.local;

import io.anabranch.simulator.stream.Shard;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

/**
 * How a reader at the tip of a shard learns of more.
 *
 * @param signal    hears of appends to a shard
 * @param lookEvery how often to look without a signal
 * @param giveUp    when to answer empty-handed
 * @param loop      reads for those who waited
 */
record Growth(Signal signal, Duration lookEvery, Duration giveUp, ScheduledExecutorService loop) {
    /** Nothing is heard of a folder that another process writes. */
    static final Signal UNHEARD = (shard, listener) -> () -> {};

    @FunctionalInterface
    interface Signal {
        Shard.Registration onAppend(Shard shard, Runnable listener);
    }
}
