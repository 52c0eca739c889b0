/**
 * Streams with Kinesis' meaning: shards and their lineage, hash key routing, sequence numbers, the status machine. The control plane
 * ({@link io.anabranch.simulator.stream.Streams}) writes every change to a journal before it answers; the data plane
 * ({@link io.anabranch.simulator.stream.Stream}, {@link io.anabranch.simulator.stream.Shard}) takes the lock of one shard at a time and
 * keeps no record on the heap. Bytes, files and recovery are the business of the log below.
 */
@NullMarked
package io.anabranch.simulator.stream;

import org.jspecify.annotations.NullMarked;
