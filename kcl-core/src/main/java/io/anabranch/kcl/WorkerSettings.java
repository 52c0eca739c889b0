package io.anabranch.kcl;

import io.anabranch.kcl.processor.FailurePolicy;
import java.time.Duration;
import java.util.Map;

/**
 * The plain values of a worker; {@link WorkerBuilder} sets them.
 *
 * @param application      the fleet: workers of one application share the shards, and its checkpoints
 * @param workerId         names the worker in lease records and logs; unique within the fleet
 * @param sessionTimeout   after this much silence of a worker its shards go to others; 1 s and more
 * @param checkpointEvery  how often the framework checkpoints what was processed; 1 ms and more
 * @param onFailure        what happens when a processor throws
 * @param maxBytesInFlight bytes of records fetched and not yet processed, over all shards; 64 KiB and more
 * @param maxBatchRecords  records given to a processor at once, 1 to 10,000
 * @param drainTimeout     how long {@link Worker#close} waits for processors before it leaves without them
 * @param parameters       what {@code ProcessorContext.parameters()} shows
 */
record WorkerSettings(String application, String workerId, Duration sessionTimeout, Duration checkpointEvery, FailurePolicy onFailure,
        long maxBytesInFlight, int maxBatchRecords, Duration drainTimeout, Map<String, String> parameters) {
    WorkerSettings {
        if (application.isBlank()) throw new IllegalArgumentException("application is blank");
        if (workerId.isBlank()) throw new IllegalArgumentException("workerId is blank");
        atLeast("sessionTimeout", sessionTimeout, Duration.ofSeconds(1));
        atLeast("checkpointEvery", checkpointEvery, Duration.ofMillis(1));
        atLeast("drainTimeout", drainTimeout, Duration.ofMillis(1));
        if (maxBytesInFlight < 64 << 10) throw new IllegalArgumentException("maxBytesInFlight must be at least 65536, was " + maxBytesInFlight);
        if (maxBatchRecords < 1 || maxBatchRecords > 10_000) {
            throw new IllegalArgumentException("maxBatchRecords must be 1 to 10000, was " + maxBatchRecords);
        }
        parameters = Map.copyOf(parameters);
    }

    private static void atLeast(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0) throw new IllegalArgumentException(name + " must be at least " + least + ", was " + value);
    }
}
