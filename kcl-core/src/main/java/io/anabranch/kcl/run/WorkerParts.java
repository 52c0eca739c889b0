package io.anabranch.kcl.run;

import io.anabranch.kcl.processor.FailurePolicy;
import io.anabranch.kcl.processor.ProcessorContext.OutputCollector;
import io.anabranch.kcl.processor.RecordProcessorFactory;
import io.anabranch.kcl.processor.WorkerListener;
import io.anabranch.kcl.source.StreamSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What all claims of a worker share.
 *
 * @param executor  runs the loops of all shards, and in them the processors
 * @param scheduler runs short things later
 * @param budget    bytes fetched and not yet processed, over all shards
 */
public record WorkerParts(StreamSource source, RecordProcessorFactory processors, FailurePolicy onFailure, Duration checkpointEvery,
        int maxBatchRecords, Map<String, String> parameters, OutputCollector output, WorkerListener listener, ByteBudget budget,
        Executor executor, Scheduler scheduler, InstantSource clock, RandomGenerator random) {}
