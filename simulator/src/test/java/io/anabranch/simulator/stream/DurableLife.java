package io.anabranch.simulator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.log.Durability;
import io.anabranch.simulator.log.LogFiles;
import io.anabranch.simulator.log.LogSpace;
import io.anabranch.simulator.stream.TroubledDisk.Trouble;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Everything that can be asked of the streams of a folder, in a random order, and what must be true of them afterwards: a model of what was acknowledged.
 * A record must be read if it arrived at or after every horizon its stream ever had, and must not if it arrived before the one it has. The clock is advanced
 * now and then, and falls back when the folder is opened again.
 */
final class DurableLife {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final int STEPS = 70;
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final Path home;
    private final TroubledDisk disk;
    private final Durability durability;
    private final Random random;
    private final SettableClock base = new SettableClock(START);
    private final ArrayDeque<Runnable> flushes = new ArrayDeque<>();
    private final Map<String, Told> told = new TreeMap<>();
    private final Map<String, Acknowledged> records = new HashMap<>();
    private final Set<String> refused = new HashSet<>();
    /** Latest horizon each stream had, or may have had. */
    private final Map<String, Long> horizons = new HashMap<>();
    private final List<String> story = new ArrayList<>();

    private ServiceClock clock = ServiceClock.manual(base);
    private StreamStore store;
    private Streams service;
    private BillingCommitment commitment = new BillingCommitment(Optional.empty(), Optional.empty());
    /** What a call is about that has not returned, or failed. */
    private String doing = "";
    private int made;

    DurableLife(Path home, TroubledDisk disk, Durability durability, Random random) {
        this.home = home;
        this.disk = disk;
        this.durability = durability;
        this.random = random;
    }

    private record Acknowledged(String stream, ShardId shard, long index, long arrivalMillis, boolean encrypted) {}

    /** What callers know of a stream. */
    private record Told(
            List<ShardDescription> shards, StreamConfig config, List<ConsumerDescription> consumers, Map<String, String> tags, Optional<String> policy) {
        static Told by(Streams service, String stream) {
            Resource resource = new Resource.OfStream(stream);
            StreamDescription now = service.describe(stream);
            assertThat(now.status()).describedAs(stream).isEqualTo(StreamStatus.ACTIVE);
            List<ShardDescription> all = service.stream(stream).allShards().stream().map(Shard::describe).toList();
            return new Told(all, now.config(), service.consumers().list(stream), service.resources().tags(resource), service.resources().policy(resource));
        }
    }

    String story() {
        return String.join(", ", story);
    }

    // ---- the life

    void run(Path data) throws IOException {
        try {
            open(data);
            for (int step = 0; step < STEPS && !disk.isKilled(); step++) step(data, step);
            if (!disk.isKilled()) service.close();
        } catch (IOException | StreamException e) {
            if (!disk.isKilled()) throw e;
        }
    }

    private void open(Path data) throws IOException {
        try {
            open(disk, data);
        } catch (IOException e) {
            if (!disk.hadTrouble() || disk.isKilled()) throw e;
            for (int attempt = 0; store == null || store.ledger().isClosed(); attempt++) reopen(data, attempt);
        }
    }

    private void reopen(Path data, int attempt) throws IOException {
        try {
            open(disk, data);
        } catch (IOException e) {
            if (attempt == 10) throw e;
        }
    }

    private void open(LogFiles files, Path at) throws IOException {
        flushes.clear();
        clock = ServiceClock.manual(base);
        StreamSettings settings = new StreamSettings(
                new Identity("000000000000", "us-east-1"), Limits.RELAXED, 1000, 50, StateDelays.NONE, clock, new Random(random.nextLong()));
        LogSpace space = LogSpace.writable(files, 8 << 10, durability, flushes::add, new Random(random.nextLong()), 16);
        store = StreamStore.open(settings, at, space);
        service = Streams.in(store);
        flush();
    }

    private void step(Path data, int step) throws IOException {
        int choice = step < 3 ? 0 : step < 20 ? step : random.nextInt(40);
        try {
            act(data, choice);
        } catch (IOException | StreamException e) {
            if (disk.isKilled()) throw e;
            story.add("failed: " + e.getMessage());
            assertThat(disk.hadTrouble()).describedAs("%s: %s", story(), e).isTrue();
            afterFailure();
        }
        told.keySet().forEach(this::rememberHorizon);
    }

    private void act(Path data, int choice) throws IOException {
        switch (choice) {
            case 0 -> create();
            case 1, 2, 3, 4, 5, 6 -> put();
            case 7 -> change("split", this::split);
            case 8 -> change("merge", this::merge);
            case 9 -> change("scale", this::scale);
            case 10 -> change("consumer", this::consumer);
            case 11 -> change("tag", () -> service.resources().tag(new Resource.OfStream(doing), Map.of("t" + random.nextInt(5), "v" + made++)));
            case 12 -> change("policy", () -> service.resources().putPolicy(new Resource.OfStream(doing), "{\"n\":" + made++ + "}"));
            case 13 -> change("encrypt", () -> service.settings().startEncryption(doing, "alias/k" + made++));
            case 14 -> change("increase", () -> retention(true));
            case 15 -> change("decrease", () -> retention(false));
            case 16 -> compact();
            case 17 -> importStream();
            case 18 -> snapshot();
            case 19 -> delete();
            case 20 -> change("decrypt", () -> service.settings().stopEncryption(doing));
            case 21 -> commit();
            case 22, 23 -> advance(Duration.ofMinutes(random.nextInt(1200)));
            case 24 -> advance(Duration.ofHours(20 + random.nextInt(30)));
            case 25 -> restart(data);
            default -> put();
        }
    }

    /** The change did not happen, and all goes on; only a deletion may be under way still, or done. */
    private void afterFailure() {
        String failed = doing;
        doing = "";
        if (!told.containsKey(failed)) return;
        boolean deleting = service.list().stream().noneMatch(stream -> stream.name().equals(failed) && stream.status() != StreamStatus.DELETING);
        if (deleting) told.remove(failed);
        else assertAsTold(failed, Told.by(service, failed), "after a failure");
    }

    private void flush() {
        for (Runnable flush = flushes.poll(); flush != null; flush = flushes.poll()) flush.run();
    }

    private String any() {
        return List.copyOf(told.keySet()).get(random.nextInt(told.size()));
    }

    private void change(String what, Runnable change) {
        if (told.isEmpty()) return;
        doing = any();
        story.add(what + " " + doing);
        flush();
        try {
            change.run();
        } catch (StreamException e) {
            if (e.type() == ErrorType.INTERNAL_FAILURE) throw e; // the others are no business of the disk's
        }
        told.put(doing, Told.by(service, doing));
        doing = "";
    }

    private void create() {
        if (told.size() == 3) return;
        doing = "s" + made++;
        story.add("create " + doing);
        service.create(doing, 1 + random.nextInt(3));
        told.put(doing, Told.by(service, doing));
        doing = "";
    }

    private void put() {
        if (told.isEmpty()) return;
        String stream = any();
        story.add("put " + stream);
        PutBatch batch = new PutBatch();
        int first = made;
        for (int i = 0; i < 1 + random.nextInt(5); i++) batch.add(("key" + random.nextInt(50)).getBytes(StandardCharsets.UTF_8), value("r" + made++));
        boolean[] done = {false};
        var unused = service.stream(stream).put(batch).thenAccept(nothing -> done[0] = true);
        flush();
        for (int i = 0; done[0] && i < batch.count(); i++) {
            if (batch.failure(i) == null) records.put("r" + (first + i), acknowledged(stream, batch, i));
            else if (!disk.isKilled()) refused.add("r" + (first + i));
            assertThat(batch.failure(i) == null || disk.hadTrouble()).isTrue();
        }
        assertThat(done[0] || disk.isKilled()).describedAs("a put is answered").isTrue();
    }

    private static Acknowledged acknowledged(String stream, PutBatch batch, int i) {
        return new Acknowledged(stream, batch.shardId(i), batch.sequenceIndex(i), batch.arrivalMillis(i), batch.encrypted());
    }

    private byte[] value(String id) {
        return (id + " " + "x".repeat(random.nextInt(900))).getBytes(StandardCharsets.UTF_8);
    }

    private List<ShardDescription> openShards() {
        return service.describe(doing).shards().stream()
                .filter(shard -> !shard.isClosed())
                .sorted(Comparator.comparing(shard -> shard.range().start()))
                .toList();
    }

    private void split() {
        ShardDescription shard = openShards().get(0);
        service.split(doing, shard.id().toString(), shard.range().start().add(shard.range().end()).shiftRight(1));
    }

    private void merge() {
        List<ShardDescription> open = openShards();
        if (open.size() > 1) service.merge(doing, open.get(0).id().toString(), open.get(1).id().toString());
    }

    private void scale() {
        int open = openShards().size();
        service.updateShardCount(doing, (open + 1) / 2 + random.nextInt(open + 1));
    }

    private void consumer() {
        String name = "c" + random.nextInt(2);
        var there = service.consumers().list(doing).stream().filter(each -> each.name().equals(name)).findFirst();
        if (there.isPresent()) service.consumers().deregister(there.get());
        else service.consumers().register(doing, name, Map.of("n", "" + made++));
    }

    /** Records may expire by a decrease that failed, if that is found to have happened after a kill. */
    private void retention(boolean increase) {
        int now = told.get(doing).config.retentionHours();
        int hours = increase ? Math.min(96, now + random.nextInt(40)) : Math.max(24, now - random.nextInt(40));
        rememberHorizon(doing);
        horizons.merge(doing + "?", clock.millis() - hours * HOUR, Math::max);
        if (increase) service.settings().increaseRetention(doing, hours);
        else service.settings().decreaseRetention(doing, hours);
    }

    private void rememberHorizon(String stream) {
        horizons.merge(stream, told.get(stream).config.horizonMillis(clock.millis()), Math::max);
    }

    private void compact() throws IOException {
        story.add("compact");
        store.ledger().change("", () -> {
            store.ledger().compact();
            return "";
        });
    }

    private void importStream() throws IOException {
        if (told.size() == 3) return;
        doing = "i" + made++;
        story.add("import " + doing);
        List<ShardDescription> shards = List.of(whole(HashKeyRange.uniform(1).get(0)));
        Map<String, Acknowledged> imported = new HashMap<>();
        try (StreamImport to = service.importStream(new ImportedStream(doing, clock.instant(), OptionalInt.of(24), shards))) {
            for (int i = 0; i < 20; i++) {
                String id = "r" + made++;
                to.append(new ShardId(0), Optional.empty(), clock.millis(), null, value(id), i % 2 == 0);
                imported.put(id, new Acknowledged(doing, new ShardId(0), 1 + i, clock.millis(), i % 2 == 0));
            }
            flush();
            to.finish();
        }
        records.putAll(imported);
        told.put(doing, Told.by(service, doing));
        doing = "";
    }

    private ShardDescription whole(HashKeyRange all) {
        SequenceNumber start = new SequenceNumber(BigInteger.ONE);
        return new ShardDescription(new ShardId(0), Optional.empty(), Optional.empty(), all, start, Optional.empty(), clock.instant(), Optional.empty());
    }

    private void snapshot() throws IOException {
        story.add("snapshot");
        Path copy = Files.createDirectories(home.resolve("copy" + made++));
        flush();
        service.copyTo(copy);
        check(copy, "the copy", clock.instant());
    }

    private void delete() {
        if (told.size() < 2) return;
        doing = any();
        story.add("delete " + doing);
        flush();
        service.delete(doing);
        told.remove(doing);
        doing = "";
    }

    private void commit() {
        story.add("commit");
        boolean enable = random.nextBoolean();
        doing = "?commitment";
        commitment = service.commit(enable);
        doing = "";
    }

    private void advance(Duration by) {
        story.add("advance " + by);
        clock.advance(by);
        flush();
    }

    /** What the clock was advanced by ends; now and then real time has passed. */
    private void restart(Path data) throws IOException {
        story.add("restart");
        flush();
        try {
            service.close();
        } finally {
            if (random.nextBoolean()) base.set(clock.instant());
            if (!disk.isKilled()) open(data);
        }
    }

    // ---- afterwards

    void checkAfter(Path data) throws IOException {
        check(data, "afterwards", clock.instant());
        base.set(START); // as if the clock had been advanced only
        check(data, "opened again", clock.instant());
    }

    private void check(Path data, String when, Instant now) throws IOException {
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
    private void assertAsTold(String name, Told now, String when) {
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
