package io.anabranch.simulator.stream;

/**
 * How long the records of a stream are seen.
 *
 * @param millis      after their arrival; {@link Long#MAX_VALUE}: for ever
 * @param floorMillis what arrived before is not seen in any case, epoch milliseconds
 */
record Retention(long millis, long floorMillis) {
    private static final long HOUR = 3_600_000;

    static Retention of(StreamConfig config) {
        return new Retention(config.archive() ? Long.MAX_VALUE : config.retentionHours() * HOUR, config.horizonFloorMillis());
    }

    /** Records that arrived before are not seen any more, epoch milliseconds. */
    long horizonMillis(long nowMillis) {
        return millis == Long.MAX_VALUE ? floorMillis : Math.max(floorMillis, nowMillis - millis);
    }
}
