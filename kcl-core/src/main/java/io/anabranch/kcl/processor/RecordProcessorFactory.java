package io.anabranch.kcl.processor;

import io.anabranch.kcl.model.ShardId;

/** Makes the processor of one claim on one shard. Called once for each claim, on the shard's loop. */
@FunctionalInterface
public interface RecordProcessorFactory {
    RecordProcessor create(ShardId shard);
}
