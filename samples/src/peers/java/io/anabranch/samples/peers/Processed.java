package io.anabranch.samples.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/** What processors of the Kinesis Client Library were told, all shards in one order. Thread-safe. The payload of a record is its number. */
final class Processed {
    private enum What {
        STARTED,
        RECORD,
        ENDED
    }

    private record Event(What what, String shard, Optional<KinesisClientRecord> record) {
        int number() {
            return Integer.parseInt(StandardCharsets.UTF_8.decode(record.orElseThrow().data().duplicate()).toString());
        }

        String key() {
            return record.orElseThrow().partitionKey();
        }
    }

    private final List<Event> events = new ArrayList<>();

    synchronized void started(String shard) {
        events.add(new Event(What.STARTED, shard, Optional.empty()));
    }

    synchronized void records(String shard, List<KinesisClientRecord> records) {
        records.forEach(record -> events.add(new Event(What.RECORD, shard, Optional.of(record))));
    }

    synchronized void ended(String shard) {
        events.add(new Event(What.ENDED, shard, Optional.empty()));
    }

    private synchronized List<Event> events(What what) {
        return events.stream().filter(event -> event.what == what).toList();
    }

    void await(int records) {
        Awaitility.await(records + " records").atMost(Duration.ofMinutes(4)).until(() -> events(What.RECORD).size() >= records);
    }

    long startsOf(String shard) {
        return events(What.STARTED).stream().filter(event -> event.shard.equals(shard)).count();
    }

    void assertEachOnceInOrder(int records) {
        List<Event> all = events(What.RECORD);
        assertThat(all).extracting(Event::number).containsExactlyInAnyOrderElementsOf(IntStream.range(0, records).boxed().toList());
        Map<String, List<Integer>> byKey = new HashMap<>();
        all.forEach(event -> byKey.computeIfAbsent(event.key(), key -> new ArrayList<>()).add(event.number()));
        assertThat(byKey.values()).allSatisfy(numbers -> assertThat(numbers).isSorted());
    }

    /** No shard is begun before each of its parents has been told of its end. */
    synchronized void assertChildrenAfterParents(List<Shard> shards) {
        for (Shard shard : shards) {
            Stream.of(shard.parentShardId(), shard.adjacentParentShardId()).filter(parent -> parent != null).forEach(parent -> assertThat(first(What.STARTED, shard.shardId()))
                    .as("%s begins after the end of %s", shard.shardId(), parent).isGreaterThan(first(What.ENDED, parent)));
        }
    }

    private int first(What what, String shard) {
        int index = IntStream.range(0, events.size()).filter(i -> events.get(i).what == what && events.get(i).shard.equals(shard)).findFirst().orElse(-1);
        assertThat(index).as("%s %s", shard, what).isNotNegative();
        return index;
    }
}
