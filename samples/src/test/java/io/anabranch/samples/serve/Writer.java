package io.anabranch.samples.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Puts batches one after the other under keys of its own until the service is gone; says which were acknowledged. Nothing is put twice. */
final class Writer implements Runnable {
    private static final int BATCH = 20;
    private static final int KEYS = 5;

    private final KinesisJson kinesis;
    private final String stream;
    private final String prefix;
    private final Acknowledged acknowledged;
    private final String padding;
    private long next;

    Writer(URI endpoint, String stream, int round, int writer, Acknowledged acknowledged) {
        this(endpoint, stream, round, writer, acknowledged, 0);
    }

    /** @param padding blanks behind the number in each record */
    Writer(URI endpoint, String stream, int round, int writer, Acknowledged acknowledged, int padding) {
        this.kinesis = new KinesisJson(endpoint);
        this.stream = stream;
        this.prefix = round + "-" + writer + "-";
        this.acknowledged = acknowledged;
        this.padding = " ".repeat(padding);
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) put();
        } catch (IOException e) {
            // The service was killed in the middle of a request: what came of it is unknown, and allowed to be.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void put() throws IOException, InterruptedException {
        List<Map<String, String>> records = new ArrayList<>();
        long first = next;
        for (; next < first + BATCH; next++) records.add(Map.of("PartitionKey", key(next), "Data", data(next)));
        JsonNode answer = kinesis.call("PutRecords", Map.of("StreamName", stream, "Records", records));
        for (int i = 0; i < BATCH; i++) {
            JsonNode result = answer.get("Records").get(i);
            if (!result.has("SequenceNumber")) continue;
            acknowledged.add(key(first + i), first + i, result.get("ShardId").asText(), result.get("SequenceNumber").asText());
        }
    }

    private String key(long number) {
        return prefix + number % KEYS;
    }

    private String data(long number) {
        return Base64.getEncoder().encodeToString((number + padding).getBytes(StandardCharsets.US_ASCII));
    }
}
