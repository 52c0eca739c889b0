package io.anabranch.samples.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Follows one shard of the stream {@code t} by GetRecords, over restarts of the service. One thread at a time. */
final class Poller {
    private final String shard;
    private final Set<String> seen;
    private Optional<String> iterator = Optional.empty();
    private Optional<String> last = Optional.empty();

    /** @param seen gets {@code key#number} of every record */
    Poller(String shard, Set<String> seen) {
        this.shard = shard;
        this.seen = seen;
    }

    /** Once; after a failure it goes on behind the last record. */
    void poll(KinesisJson kinesis) throws IOException, InterruptedException {
        String from = iterator.isPresent() ? iterator.get() : position(kinesis);
        iterator = Optional.empty();
        JsonNode answer = kinesis.call("GetRecords", Map.of("ShardIterator", from));
        for (JsonNode record : answer.get("Records")) {
            seen.add(record.get("PartitionKey").asText() + "#" + new String(Base64.getDecoder().decode(record.get("Data").asText()), StandardCharsets.US_ASCII).strip());
            last = Optional.of(record.get("SequenceNumber").asText());
        }
        iterator = Optional.of(answer.get("NextShardIterator").asText());
    }

    private String position(KinesisJson kinesis) throws IOException, InterruptedException {
        Map<String, String> input = new HashMap<>(Map.of("StreamName", "t", "ShardId", shard));
        input.put("ShardIteratorType", last.isPresent() ? "AFTER_SEQUENCE_NUMBER" : "TRIM_HORIZON");
        last.ifPresent(number -> input.put("StartingSequenceNumber", number));
        return kinesis.call("GetShardIterator", input).get("ShardIterator").asText();
    }
}
