package io.anabranch.simulator.stream;

/** A stream-level metric that counts, by the service's name for it. */
public enum StreamMetric {
    INCOMING_BYTES("IncomingBytes"),
    INCOMING_RECORDS("IncomingRecords"),
    WRITE_PROVISIONED_THROUGHPUT_EXCEEDED("WriteProvisionedThroughputExceeded"),
    READ_PROVISIONED_THROUGHPUT_EXCEEDED("ReadProvisionedThroughputExceeded"),
    PUT_RECORD_BYTES("PutRecord.Bytes"),
    PUT_RECORD_SUCCESS("PutRecord.Success"),
    PUT_RECORDS_BYTES("PutRecords.Bytes"),
    PUT_RECORDS_SUCCESS("PutRecords.Success"),
    PUT_RECORDS_TOTAL_RECORDS("PutRecords.TotalRecords"),
    PUT_RECORDS_SUCCESSFUL_RECORDS("PutRecords.SuccessfulRecords"),
    PUT_RECORDS_FAILED_RECORDS("PutRecords.FailedRecords"),
    PUT_RECORDS_THROTTLED_RECORDS("PutRecords.ThrottledRecords"),
    GET_RECORDS_BYTES("GetRecords.Bytes"),
    GET_RECORDS_RECORDS("GetRecords.Records"),
    GET_RECORDS_SUCCESS("GetRecords.Success"),
    SUBSCRIBE_TO_SHARD_SUCCESS("SubscribeToShard.Success"),
    SUBSCRIBE_TO_SHARD_RATE_EXCEEDED("SubscribeToShard.RateExceeded"),
    SUBSCRIBE_TO_SHARD_EVENT_BYTES("SubscribeToShardEvent.Bytes"),
    SUBSCRIBE_TO_SHARD_EVENT_RECORDS("SubscribeToShardEvent.Records"),
    SUBSCRIBE_TO_SHARD_EVENT_SUCCESS("SubscribeToShardEvent.Success");

    private final String wireName;

    StreamMetric(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
