package io.anabranch.lease.model;

/** Where a lease is in its life, as its record in the store says. */
public enum LeaseState {
    /** Nobody processes it: never claimed, or given back after a drain. */
    RELEASED,
    /** Claimed by a worker at the record's epoch. */
    OWNED,
    /** Processed to its end; final. Its children may be claimed once all their parents are here. */
    ENDED,
    /** Its processor failed for good; the worker keeps it, idle, until an operator says retry or skip. */
    FAILED
}
