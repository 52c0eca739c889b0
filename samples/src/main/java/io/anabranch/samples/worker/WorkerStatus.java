package io.anabranch.samples.worker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A worker's own word on what it does; one JSON line on its standard output.
 *
 * @param records processed since the process started
 */
public record WorkerStatus(String worker, long records, List<ShardStatus> shards) {
    private static final JsonFactory JSON = new JsonFactory();

    public WorkerStatus {
        shards = List.copyOf(shards);
    }

    /**
     * One shard it owns.
     *
     * @param records      processed in this claim
     * @param behindMillis how far the last batch was behind the tip
     */
    public record ShardStatus(String shard, long epoch, long records, long behindMillis) implements Comparable<ShardStatus> {
        ShardStatus plus(long more, long behindNow) {
            return new ShardStatus(shard, epoch, records + more, behindNow);
        }

        @Override
        public int compareTo(ShardStatus other) {
            return shard.compareTo(other.shard);
        }
    }

    /** One line of JSON, without its end. */
    public String toJson() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("worker", worker);
            json.writeNumberField("records", records);
            json.writeArrayFieldStart("shards");
            for (ShardStatus shard : shards) write(json, shard);
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, ShardStatus shard) throws IOException {
        json.writeStartObject();
        json.writeStringField("shard", shard.shard);
        json.writeNumberField("epoch", shard.epoch);
        json.writeNumberField("records", shard.records);
        json.writeNumberField("behindMillis", shard.behindMillis);
        json.writeEndObject();
    }

    /** The status in a line of a worker's output, if it is one. */
    public static Optional<WorkerStatus> parse(String line) {
        if (!line.startsWith("{\"worker\":")) return Optional.empty();
        try (JsonParser json = JSON.createParser(line)) {
            json.nextToken();
            return Optional.of(parse(json));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static WorkerStatus parse(JsonParser json) throws IOException {
        String worker = "";
        long records = 0;
        List<ShardStatus> shards = new ArrayList<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "worker" -> worker = json.getText();
                case "records" -> records = json.getLongValue();
                case "shards" -> {
                    while (json.nextToken() == JsonToken.START_OBJECT) shards.add(shard(json));
                }
                default -> json.skipChildren();
            }
        }
        return new WorkerStatus(worker, records, shards);
    }

    private static ShardStatus shard(JsonParser json) throws IOException {
        String shard = "";
        long epoch = 0, records = 0, behindMillis = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "shard" -> shard = json.getText();
                case "epoch" -> epoch = json.getLongValue();
                case "records" -> records = json.getLongValue();
                case "behindMillis" -> behindMillis = json.getLongValue();
                default -> json.skipChildren();
            }
        }
        return new ShardStatus(shard, epoch, records, behindMillis);
    }
}
