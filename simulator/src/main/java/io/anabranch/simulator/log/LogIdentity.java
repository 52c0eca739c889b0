package io.anabranch.simulator.log;

/**
 * Whose log it is: written into every segment, so that a file in the wrong folder is noticed.
 *
 * @param stream a number of the stream, different from that of a deleted stream of the same name
 * @param shard  index of the shard
 */
public record LogIdentity(long stream, int shard) {}
