package io.anabranch.samples.bench;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Whole HTTP requests, ready to be sent. */
final class Requests {
    static final String STREAM = "anabranch-bench";

    private Requests() {}

    /** A PutRecords of so many records each, or a PutRecord if that is one. */
    static List<byte[]> puts(Format format, SampleRecords records, int perRequest) throws IOException {
        List<byte[]> requests = new ArrayList<>();
        for (int from = 0; from + perRequest <= records.count(); from += perRequest) {
            int first = from;
            requests.add(perRequest == 1
                    ? request(format, "PutRecord", format.body(out -> writeRecord(stream(out), records, first)))
                    : request(format, "PutRecords", format.body(out -> writeRecords(stream(out), records, first, perRequest))));
        }
        return requests;
    }

    private static JsonGenerator stream(JsonGenerator out) throws IOException {
        out.writeStringField("StreamName", STREAM);
        return out;
    }

    private static void writeRecords(JsonGenerator out, SampleRecords records, int from, int count) throws IOException {
        out.writeFieldName("Records");
        out.writeStartArray(records.keys, count);
        for (int i = from; i < from + count; i++) {
            out.writeStartObject(records, 2);
            writeRecord(out, records, i);
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeRecord(JsonGenerator out, SampleRecords records, int i) throws IOException {
        out.writeBinaryField("Data", records.payloads[i]);
        out.writeStringField("PartitionKey", new String(records.keys[i], StandardCharsets.US_ASCII));
    }

    static byte[] create(int shards) throws IOException {
        return control("CreateStream", out -> stream(out).writeNumberField("ShardCount", shards));
    }

    static byte[] describe() throws IOException {
        return control("DescribeStreamSummary", Requests::stream);
    }

    static byte[] delete() throws IOException {
        return control("DeleteStream", out -> stream(out).writeBooleanField("EnforceConsumerDeletion", true));
    }

    /** What is not measured is in JSON, which everybody speaks. */
    private static byte[] control(String operation, Format.Members members) throws IOException {
        return request(Format.JSON, operation, Format.JSON.body(members));
    }

    static byte[] get(Format format, String iterator, int limit) throws IOException {
        return request(format, "GetRecords", format.body(out -> {
            out.writeStringField("ShardIterator", iterator);
            out.writeNumberField("Limit", limit);
        }));
    }

    static byte[] iterator(int shard, String type) throws IOException {
        return control("GetShardIterator", out -> {
            stream(out).writeStringField("ShardId", shardId(shard));
            out.writeStringField("ShardIteratorType", type);
        });
    }

    static byte[] register(String streamArn, String consumer) throws IOException {
        return control("RegisterStreamConsumer", out -> {
            out.writeStringField("StreamARN", streamArn);
            out.writeStringField("ConsumerName", consumer);
        });
    }

    static byte[] describeConsumer(String consumerArn) throws IOException {
        return control("DescribeStreamConsumer", out -> out.writeStringField("ConsumerARN", consumerArn));
    }

    /** At the tip of a shard. */
    static byte[] subscribe(Format format, String consumerArn, int shard) throws IOException {
        return request(format, "SubscribeToShard", format.body(out -> {
            out.writeStringField("ConsumerARN", consumerArn);
            out.writeStringField("ShardId", shardId(shard));
            out.writeObjectFieldStart("StartingPosition");
            out.writeStringField("Type", "LATEST");
            out.writeEndObject();
        }));
    }

    private static String shardId(int shard) {
        return String.format("shardId-%012d", shard);
    }

    private static byte[] request(Format format, String operation, byte[] body) {
        byte[] head = ("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: " + format.contentType
                + "\r\nX-Amz-Target: Kinesis_20131202." + operation + "\r\nX-Amz-Date: 20260101T000000Z\r\n"
                + "Authorization: AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/kinesis/aws4_request, SignedHeaders=host;x-amz-date, Signature=00\r\n"
                + "Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }
}
