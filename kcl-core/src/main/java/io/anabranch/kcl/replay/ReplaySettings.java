package io.anabranch.kcl.replay;

import io.anabranch.kcl.processor.RecordProcessorFactory;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What one run was asked for. {@code from} is included, {@code to} is not. */
record ReplaySettings(
        String stream,
        Optional<Instant> from,
        Optional<Instant> to,
        RecordProcessorFactory processors,
        Map<String, String> parameters,
        int threads,
        int batchRecords,
        int batchBytes,
        boolean digest,
        ReplayProgress progress) {}
