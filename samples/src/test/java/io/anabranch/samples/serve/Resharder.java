package io.anabranch.samples.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.net.ConnectException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Splits and merges shards of a stream at random, keeping two to six open, until the service is gone. */
final class Resharder implements Runnable {
    private record Open(String id, BigInteger start, BigInteger end) {}

    private final KinesisJson kinesis;
    private final String stream;
    private final SplittableRandom random;

    Resharder(URI endpoint, String stream, SplittableRandom random) {
        this.kinesis = new KinesisJson(endpoint);
        this.stream = stream;
        this.random = random;
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) reshard();
        } catch (IOException e) {
            // The service was killed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Once. */
    void reshard() throws IOException, InterruptedException {
        List<Open> open = openShards();
        boolean split = open.size() <= 2 || open.size() < 6 && random.nextBoolean();
        Open chosen = open.get(random.nextInt(split ? open.size() : open.size() - 1));
        try {
            if (split) split(chosen);
            else merge(chosen, open.get(open.indexOf(chosen) + 1));
        } catch (ConnectException e) {
            throw e;
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("ResourceInUseException")) throw e;
        }
    }

    private void split(Open shard) throws IOException, InterruptedException {
        BigInteger middle = shard.start.add(shard.end).shiftRight(1);
        kinesis.call("SplitShard", Map.of("StreamName", stream, "ShardToSplit", shard.id, "NewStartingHashKey", middle.toString()));
    }

    private void merge(Open shard, Open next) throws IOException, InterruptedException {
        kinesis.call("MergeShards", Map.of("StreamName", stream, "ShardToMerge", shard.id, "AdjacentShardToMerge", next.id));
    }

    private List<Open> openShards() throws IOException, InterruptedException {
        List<Open> open = new ArrayList<>();
        for (JsonNode shard : kinesis.call("ListShards", Map.of("StreamName", stream)).get("Shards")) {
            if (shard.get("SequenceNumberRange").has("EndingSequenceNumber")) continue;
            JsonNode range = shard.get("HashKeyRange");
            open.add(new Open(shard.get("ShardId").asText(), new BigInteger(range.get("StartingHashKey").asText()),
                    new BigInteger(range.get("EndingHashKey").asText())));
        }
        open.sort(Comparator.comparing(Open::start));
        return open;
    }
}
