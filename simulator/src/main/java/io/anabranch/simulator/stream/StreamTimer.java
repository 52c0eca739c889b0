package io.anabranch.simulator.stream;

/** A stream-level metric that times calls, by the service's name for it. */
public enum StreamTimer {
    PUT_RECORD("PutRecord.Latency"),
    PUT_RECORDS("PutRecords.Latency"),
    GET_RECORDS("GetRecords.Latency");

    private final String wireName;

    StreamTimer(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
