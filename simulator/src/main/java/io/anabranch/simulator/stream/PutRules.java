package io.anabranch.simulator.stream;

/**
 * What a put has to know of its stream's settings.
 *
 * @param encrypted    records say that they are
 * @param spreads      records go to all shards evenly, whatever their keys are
 * @param maxDataBytes length of the longest payload
 */
record PutRules(boolean encrypted, boolean spreads, int maxDataBytes) {
    private static final int MOST_DATA_BYTES = 10 << 20;

    static PutRules of(StreamConfig config, Limits limits) {
        boolean spreads = config.distribution() == RecordDistribution.AUTO;
        return new PutRules(config.encryptionKeyId().isPresent(), spreads, limits == Limits.OFF ? MOST_DATA_BYTES : config.maxRecordKiB() << 10);
    }
}
