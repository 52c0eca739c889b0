/**
 * Runs claims: one serial loop for each shard, on an executor that all shards share. A claim's life is a small state machine
 * ({@code Phase}); what to do next is decided purely ({@code Situation}); fetching runs ahead of the processor within the worker's byte budget, and
 * checkpoints are written behind it without anybody waiting. No thread, clock or random source is made here.
 */
@NullMarked
package io.anabranch.kcl.run;

import org.jspecify.annotations.NullMarked;
