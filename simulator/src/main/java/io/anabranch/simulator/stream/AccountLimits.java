package io.anabranch.simulator.stream;

/** What an account may have in a region, and what it has. */
public record AccountLimits(int shardLimit, int openShards, int onDemandStreamLimit, int onDemandStreams) {}
