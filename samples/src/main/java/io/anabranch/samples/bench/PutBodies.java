package io.anabranch.samples.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** PutRecords requests, ready to be sent. */
final class PutBodies {
    static final int RECORDS = 500;

    private PutBodies() {}

    /** How bodies are written. */
    enum Format {
        JSON("application/x-amz-json-1.1"), CBOR("application/x-amz-cbor-1.1");

        final String contentType;

        Format(String contentType) {
            this.contentType = contentType;
        }

        private JsonFactory factory() {
            return switch (this) {
                case JSON -> new JsonFactory();
                case CBOR -> new CBORFactory();
            };
        }
    }

    static List<byte[]> requests(Format format, String stream, SampleRecords records) throws IOException {
        List<byte[]> requests = new ArrayList<>();
        for (int from = 0; from + RECORDS <= records.count(); from += RECORDS) requests.add(request(format, body(format, stream, records, from)));
        return requests;
    }

    private static byte[] body(Format format, String stream, SampleRecords records, int from) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = format.factory().createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("StreamName", stream);
            out.writeFieldName("Records");
            out.writeStartArray(records.keys, RECORDS);
            for (int i = from; i < from + RECORDS; i++) {
                out.writeStartObject(records, 2);
                out.writeBinaryField("Data", records.payloads[i]);
                out.writeStringField("PartitionKey", new String(records.keys[i], StandardCharsets.US_ASCII));
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static byte[] request(Format format, byte[] body) {
        byte[] head = ("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: " + format.contentType
                + "\r\nX-Amz-Target: Kinesis_20131202.PutRecords\r\nX-Amz-Date: 20260101T000000Z\r\n"
                + "Authorization: AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/kinesis/aws4_request, SignedHeaders=host;x-amz-date, Signature=00\r\n"
                + "Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }
}
