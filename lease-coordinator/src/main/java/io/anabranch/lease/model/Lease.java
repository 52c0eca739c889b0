package io.anabranch.lease.model;

/**
 * One worker's claim on one lease, as it was granted. Immutable: a new owner, or a new claim of the same owner, is a new Lease with a higher epoch.
 *
 * @param key        what is owned
 * @param epoch      the fencing token: higher than that of every claim before it, over all owners and leaders; a sink that remembers the
 *                   highest epoch it has seen can refuse writes of an owner that lost the lease without knowing it
 * @param checkpoint the stored position at the moment of the claim, or the stream's start position if nobody has checkpointed; opaque here
 */
public record Lease(LeaseKey key, long epoch, String checkpoint) {}
