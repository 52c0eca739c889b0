/**
 * The stream simulator as a source, in process or as a data folder that is only read. Batches are views on the log's own bytes. This is the one
 * place where the simulator's sequence numbers, shard ids and hash key ranges become those of the consumer.
 */
@NullMarked
package io.anabranch.kcl.source.local;

import org.jspecify.annotations.NullMarked;
