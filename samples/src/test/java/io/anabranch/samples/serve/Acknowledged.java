package io.anabranch.samples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.stream.SequenceNumber;
import io.anabranch.simulator.stream.Shard;
import io.anabranch.simulator.stream.ShardRecords;
import io.anabranch.simulator.stream.Stream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** What a service said it had stored, and whether it has. The payload of a record is its running number within its partition key, and blanks. */
final class Acknowledged {
    private record Place(String shard, String sequence) {}

    private final Map<String, Place> places = new ConcurrentHashMap<>();

    void add(String key, long number, String shard, String sequence) {
        places.put(name(key, number), new Place(shard, sequence));
    }

    /** Key and number of each, as {@code key#number}. */
    Set<String> names() {
        return places.keySet();
    }

    int size() {
        return places.size();
    }

    /** All of it where it was said to be, nothing twice, and of every key the numbers rising with the sequence numbers, through all generations of shards. */
    void assertThereOnceInOrder(Stream stream, String when) {
        Map<String, Place> found = new HashMap<>();
        Map<String, TreeMap<SequenceNumber, Long>> byKey = new HashMap<>();
        for (Shard shard : stream.shards()) read(shard, found, byKey, when);
        places.forEach((name, place) -> assertThat(found.get(name)).as("%s: acknowledged record %s", when, name).isEqualTo(place));
        byKey.forEach((key, numbers) -> assertThat(List.copyOf(numbers.values())).as("%s: order of key %s", when, key).isSorted());
    }

    private static void read(Shard shard, Map<String, Place> found, Map<String, TreeMap<SequenceNumber, Long>> byKey, String when) {
        long next = shard.firstIndex();
        while (next < shard.nextIndex()) {
            ShardRecords records = shard.read(next, 10_000, 1 << 20);
            for (int i = 0; i < records.count(); i++) {
                String key = String.valueOf(records.partitionKey(i));
                long number = Long.parseLong(StandardCharsets.US_ASCII.decode(records.data(i)).toString().strip());
                Place place = new Place(shard.id().toString(), records.sequenceNumber(i).toString());
                assertThat(found.put(name(key, number), place)).as("%s: record %s is there once", when, name(key, number)).isNull();
                byKey.computeIfAbsent(key, k -> new TreeMap<>()).put(records.sequenceNumber(i), number);
            }
            assertThat(records.nextIndex()).as("%s: reading goes on", when).isGreaterThan(next);
            next = records.nextIndex();
        }
    }

    private static String name(String key, long number) {
        return key + "#" + number;
    }
}
