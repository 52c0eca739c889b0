/**
 * Streams in files of other formats: JSON lines, CSV and Avro container files. A file begins with the stream's {@link
 * io.anabranch.simulator.transfer.StreamOutline outline}, its shards and their lineage, and goes on with its records, each with its shard, sequence
 * number, arrival, partition key and bytes. What is written is read back as it was. Readers and writers hold one record at a time; where the records come
 * from and where they go is the business of others.
 */
@NullMarked
package io.anabranch.simulator.transfer;

import org.jspecify.annotations.NullMarked;
