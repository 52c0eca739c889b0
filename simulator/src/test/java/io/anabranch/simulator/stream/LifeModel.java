package io.anabranch.simulator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.log.Durability;
import io.anabranch.simulator.log.LogFiles;
import io.anabranch.simulator.log.LogSpace;
import io.anabranch.simulator.stream.TroubledDisk.Trouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * What callers of a {@link DurableLife} were told, and what must be true of the folder whenever it is opened. A record must be read if it arrived at or
 * after every horizon its stream ever had, and must not if it arrived before the one it has.
 */
final class LifeModel {
    final Map<String, Told> told = new TreeMap<>();
    final Map<String, Acknowledged> records = new HashMap<>();
    /** Records that were not stored, as their callers know. */
    final Set<String> refused = new HashSet<>();
    /** Latest horizon each stream had; with a ? behind its name: may have had. */
    final Map<String, Long> horizons = new HashMap<>();
    BillingCommitment commitment = new BillingCommitment(Optional.empty(), Optional.empty());
    /** What a call is about that has not returned, or failed. */
    String doing = "";

    record Acknowledged(String stream, ShardId shard, long index, long arrivalMillis, boolean encrypted) {}

    /** What callers know of a stream. */
    record Told(
            List<ShardDescription> shards, StreamConfig config, List<ConsumerDescription> consumers, Map<String, String> tags, Optional<String> policy) {
        static Told by(Streams service, String stream) {
            Resource resource = new Resource.OfStream(stream);
            StreamDescription now = service.describe(stream);
            assertThat(now.status()).describedAs(stream).isEqualTo(StreamStatus.ACTIVE);
            List<ShardDescription> all = service.stream(stream).allShards().stream().map(Shard::describe).toList();
            return new Told(all, now.config(), service.consumers().list(stream), service.resources().tags(resource), service.resources().policy(resource));
        }
    }

    void rememberHorizon(String stream, ServiceClock clock) {
        horizons.merge(stream, told.get(stream).config.horizonMillis(clock.millis()), Math::max);
    }

    /** Opens the folder and looks at everything. */
    void check(Path data, String when, Instant now) throws IOException {
        ServiceClock running = ServiceClock.manual(new SettableClock(now));
        LogFiles files = new TroubledDisk(Trouble.FULL, Integer.MAX_VALUE, data, data);
        LogSpace space = LogSpace.writable(files, 8 << 10, Durability.OS, Runnable::run, new Random(1), 16);
        StreamSettings settings =
                new StreamSettings(new Identity("000000000000", "us-east-1"), Limits.RELAXED, 1000, 50, StateDelays.NONE, running, new Random(2));
        try (Streams after = Streams.open(settings, data, space)) {
            assertThat(after.damages()).describedAs(when).isEmpty();
            checkStreams(after, when);
            checkRecords(after, running, when);
            if (!doing.equals("?commitment")) assertThat(after.commitment()).describedAs(when).isEqualTo(commitment);
            for (StreamDescription stream : after.list()) putBehind(after, stream.name());
            checkFolders(after, data);
        }
    }

    private void checkStreams(Streams after, String when) {
        Set<String> names = new HashSet<>(told.keySet());
        List<String> found = after.list().stream().map(StreamDescription::name).toList();
        if (!doing.isEmpty()) names.remove(doing);
        assertThat(found).describedAs(when).containsAll(names);
        names.add(doing);
        assertThat(names).describedAs(when).containsAll(found);
        for (String name : found) {
            Told now = Told.by(after, name);
            if (!name.equals(doing)) assertAsTold(name, now, when);
        }
    }

    /** Closed shards may have expired. */
    void assertAsTold(String name, Told now, String when) {
        Told before = told.get(name);
        assertThat(withoutShards(now)).describedAs("%s, %s", name, when).isEqualTo(withoutShards(before));
        assertThat(before.shards).describedAs("%s, %s", name, when).containsAll(now.shards);
        assertThat(now.shards).describedAs("%s, %s", name, when).containsAll(before.shards.stream().filter(shard -> !shard.isClosed()).toList());
    }

    private static Told withoutShards(Told whole) {
        return new Told(List.of(), whole.config, whole.consumers, whole.tags, whole.policy);
    }

    private void checkRecords(Streams after, ServiceClock running, String when) {
        Map<String, Acknowledged> found = found(after);
        records.forEach((id, record) -> {
            if (!told.containsKey(record.stream)) return;
            boolean isIn = after.list().stream().anyMatch(stream -> stream.name().equals(record.stream));
            if (!isIn && record.stream.equals(doing)) return;
            long latest = horizons.getOrDefault(record.stream, 0L);
            if (record.stream.equals(doing)) latest = Math.max(latest, horizons.getOrDefault(doing + "?", 0L));
            StreamConfig config = after.describe(record.stream).config();
            latest = Math.max(latest, config.horizonMillis(running.millis()));
            if (record.arrivalMillis >= latest) assertThat(found).describedAs("%s of %s, %s", id, record, when).containsEntry(id, record);
        });
        found.forEach((id, record) -> {
            StreamConfig config = after.describe(record.stream).config();
            assertThat(record.arrivalMillis).describedAs("%s, %s", id, when).isGreaterThanOrEqualTo(config.horizonMillis(running.millis()));
        });
        assertThat(refused).describedAs("refused, %s", when).noneMatch(found::containsKey);
    }

    private static Map<String, Acknowledged> found(Streams after) {
        Map<String, Acknowledged> all = new HashMap<>();
        for (StreamDescription stream : after.list()) {
            for (Shard shard : after.stream(stream.name()).shards()) {
                ShardRecords read;
                for (long at = shard.firstIndex(); at < shard.nextIndex(); at = read.nextIndex()) {
                    read = shard.read(at, 100, 1 << 20);
                    for (int i = 0; i < read.count(); i++) collect(stream.name(), shard.id(), read, i, all);
                }
            }
        }
        return all;
    }

    private static void collect(String stream, ShardId shard, ShardRecords read, int i, Map<String, Acknowledged> into) {
        String id = StandardCharsets.UTF_8.decode(read.data(i)).toString().split(" ", 2)[0];
        if (id.isEmpty()) return; // of an earlier check
        var before = into.put(id, new Acknowledged(stream, shard, read.sequenceIndex(i), read.arrivalMillis(i), read.encrypted(i)));
        assertThat(before).describedAs("%s twice", id).isNull();
    }

    private void putBehind(Streams after, String stream) {
        PutBatch batch = new PutBatch();
        for (int i = 0; i < 20; i++) batch.add(("key" + i).getBytes(StandardCharsets.UTF_8), new byte[] {' '});
        after.stream(stream).put(batch).toCompletableFuture().join();
        for (int i = 0; i < 20; i++) {
            ShardId shard = batch.shardId(i);
            long index = batch.sequenceIndex(i);
            records.values().stream()
                    .filter(record -> record.stream.equals(stream) && record.shard.equals(shard))
                    .forEach(record -> assertThat(record.index).isLessThan(index));
        }
    }

    /** Every folder that is there belongs to somebody. */
    private static void checkFolders(Streams after, Path data) throws IOException {
        Path streams = data.resolve("streams");
        if (!Files.isDirectory(streams)) return;
        List<Path> folders;
        try (java.util.stream.Stream<Path> found = Files.list(streams)) {
            folders = found.toList();
        }
        for (Path folder : folders) {
            String name = folder.getFileName().toString();
            String owner = after.list().stream().map(StreamDescription::name).filter(each -> name.startsWith(each + "-")).findFirst().orElse("");
            assertThat(owner).describedAs("nobody's folder: %s", name).isNotEmpty();
            List<String> shards = after.stream(owner).allShards().stream().map(shard -> shard.id().toString()).toList();
            try (java.util.stream.Stream<Path> found = Files.list(folder)) {
                assertThat(found.map(each -> each.getFileName().toString()).toList()).isSubsetOf(shards);
            }
        }
    }
}
