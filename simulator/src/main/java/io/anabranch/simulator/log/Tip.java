package io.anabranch.simulator.log;

/**
 * How far a log reaches.
 *
 * @param nextIndex     index of the record to come
 * @param arrivalMillis arrival of the newest record, epoch milliseconds; 0 if there is none
 */
record Tip(long nextIndex, long arrivalMillis) {}
