package io.anabranch.simulator.stream;

import java.util.Map;
import java.util.SortedMap;

/** What can be set about a stream. Immutable. */
record StreamConfig(Attributes attributes) {
    static final StreamConfig DEFAULT = new StreamConfig(Attributes.NONE);
    static final int DEFAULT_RETENTION_HOURS = 24;

    private static final String RETENTION_HOURS = "retention-hours";
    private static final String HORIZON_FLOOR = "horizon-floor-millis";
    private static final String ARCHIVE = "archive";

    /** 24 to 8760. */
    int retentionHours() {
        return (int) attributes.number(RETENTION_HOURS, DEFAULT_RETENTION_HOURS);
    }

    StreamConfig withRetentionHours(int hours) {
        return new StreamConfig(attributes.with(RETENTION_HOURS, hours));
    }

    /** Nothing that arrived before is ever seen again, epoch milliseconds. */
    long horizonFloorMillis() {
        return attributes.number(HORIZON_FLOOR, 0);
    }

    StreamConfig withHorizonFloorMillis(long millis) {
        return new StreamConfig(attributes.with(HORIZON_FLOOR, millis));
    }

    /** True if records never expire. */
    boolean archive() {
        return attributes.number(ARCHIVE, 0) == 1;
    }

    StreamConfig asArchive() {
        return new StreamConfig(attributes.with(ARCHIVE, 1));
    }

    SortedMap<String, String> tags() {
        return attributes.tags();
    }

    StreamConfig withTags(Map<String, String> tags) {
        return new StreamConfig(attributes.withTags(tags));
    }
}
