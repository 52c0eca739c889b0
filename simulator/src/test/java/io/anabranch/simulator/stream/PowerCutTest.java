package io.anabranch.simulator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.log.DiskFiles;
import io.anabranch.simulator.log.Durability;
import io.anabranch.simulator.log.LogFiles;
import io.anabranch.simulator.log.LogSpace;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * With {@link Durability#FSYNC} a power cut at any moment takes nothing that was acknowledged: records, streams, shards. {@code -Dseed=42} replays one
 * run, {@code -Dseeds=10000} searches.
 */
class PowerCutTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path folder;

    static LongStream seeds() {
        Long seed = Long.getLong("seed");
        return seed != null ? LongStream.of(seed) : LongStream.range(0, Long.getLong("seeds", 40));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void nothingAcknowledgedIsLost(long seed) throws Exception {
        World world = new World(folder, new Random(seed));
        world.run();
        world.check();
    }

    private record Acknowledged(String stream, ShardId shard, long index, long arrivalMillis) {}

    /** What callers were told, and the service they were told it by. */
    private static final class World {
        private final Random random;
        private final Path left;
        private final ForgetfulDisk disk;
        private final Path data;
        private final SettableClock base = new SettableClock(START);
        private final ArrayDeque<Runnable> flushes = new ArrayDeque<>();
        private final Map<String, Acknowledged> records = new HashMap<>();
        /** As last told. */
        private final Map<String, List<ShardDescription>> streams = new TreeMap<>();
        private final Map<String, List<Object>> settings = new TreeMap<>();

        private ServiceClock clock = ServiceClock.manual(base);
        private Streams service;
        private String changing = "";
        private int puts;

        World(Path folder, Random random) throws IOException {
            this.random = random;
            this.data = Files.createDirectories(folder.resolve("data"));
            this.left = folder.resolve("left");
            this.disk = new ForgetfulDisk(data, left, random);
            this.service = open(disk, data, Durability.FSYNC);
        }

        private Streams open(LogFiles files, Path at, Durability durability) throws IOException {
            StreamSettings settings = new StreamSettings(
                    new Identity("000000000000", "us-east-1"), Limits.RELAXED, 1000, 50, StateDelays.NONE, clock, new Random(random.nextLong()));
            return Streams.open(settings, at, LogSpace.writable(files, 8 << 10, durability, flushes::add, new Random(random.nextLong()), 16));
        }

        void run() throws IOException {
            disk.cutAfter(10 + random.nextInt(400));
            create();
            try {
                for (int step = 0; step < 500 && !disk.isOff(); step++) step();
            } catch (IOException | StreamException e) {
                if (!disk.isOff()) throw e;
            }
            if (!disk.isOff()) disk.cut();
        }

        private void step() throws IOException {
            int choice = random.nextInt(100);
            if (choice < 50) put();
            else if (choice < 75) flush();
            else if (choice < 79) change(this::split);
            else if (choice < 82) change(this::merge);
            else if (choice < 84) change(this::scale);
            else if (choice < 86) change(this::set);
            else if (choice < 88) create();
            else if (choice < 89) delete();
            else if (choice < 91) importStream();
            else if (choice < 95) clock.advance(Duration.ofMinutes(random.nextInt(random.nextBoolean() ? 600 : 3000)));
            else reopen();
        }

        private void flush() {
            for (Runnable flush = flushes.poll(); flush != null; flush = flushes.poll()) flush.run();
        }

        private void put() {
            if (streams.isEmpty()) return;
            String stream = any();
            PutBatch batch = new PutBatch();
            int put = puts++;
            int count = 1 + random.nextInt(5);
            for (int i = 0; i < count; i++) batch.add(("key" + random.nextInt(50)).getBytes(StandardCharsets.UTF_8), value(put + "-" + i));
            var unused = service.stream(stream).put(batch).thenAccept(done -> acknowledged(stream, put, batch));
        }

        private byte[] value(String id) {
            return (id + " " + "x".repeat(random.nextInt(500))).getBytes(StandardCharsets.UTF_8);
        }

        private void acknowledged(String stream, int put, PutBatch batch) {
            for (int i = 0; i < batch.count(); i++) {
                if (batch.failure(i) != null) continue;
                records.put(put + "-" + i, new Acknowledged(stream, batch.shardId(i), batch.sequenceIndex(i), batch.arrivalMillis(i)));
            }
        }

        private String any() {
            return List.copyOf(streams.keySet()).get(random.nextInt(streams.size()));
        }

        private void create() {
            if (streams.size() == 3) return;
            changing = "s" + puts + "-" + random.nextInt(1000);
            service.create(changing, 1 + random.nextInt(3));
            changed();
        }

        private void delete() {
            if (streams.size() < 2) return;
            changing = any();
            service.delete(changing);
            streams.remove(changing);
            changing = "";
        }

        private void change(Runnable change) {
            if (streams.isEmpty()) return;
            changing = any();
            flush(); // else the change waits for it on this thread
            try {
                change.run();
            } catch (StreamException e) {
                if (e.type() != ErrorType.LIMIT_EXCEEDED) throw e; // so often a day
            }
            changed();
        }

        private void changed() {
            streams.put(changing, service.describe(changing).shards());
            settings.put(changing, settings(service, changing));
            changing = "";
        }

        private static List<Object> settings(Streams of, String stream) {
            return List.of(of.describe(stream).config(), of.consumers().list(stream));
        }

        private List<ShardDescription> openShards() {
            return service.describe(changing).shards().stream()
                    .filter(shard -> !shard.isClosed())
                    .sorted(java.util.Comparator.comparing(shard -> shard.range().start()))
                    .toList();
        }

        private void split() {
            List<ShardDescription> open = openShards();
            ShardDescription shard = open.get(random.nextInt(open.size()));
            BigInteger middle = shard.range().start().add(shard.range().end()).shiftRight(1);
            service.split(changing, shard.id().toString(), middle);
        }

        private void merge() {
            List<ShardDescription> open = openShards();
            if (open.size() > 1) service.merge(changing, open.get(0).id().toString(), open.get(1).id().toString());
        }

        private void scale() {
            int open = openShards().size();
            service.updateShardCount(changing, (open + 1) / 2 + random.nextInt(open + 1));
        }

        private void set() {
            String consumer = "c" + random.nextInt(3);
            Resource resource = new Resource.OfStream(changing);
            switch (random.nextInt(5)) {
                case 0 -> service.resources().tag(resource, Map.of("t" + random.nextInt(5), "v" + random.nextInt()));
                case 1 -> service.resources().putPolicy(resource, "{\"n\":" + random.nextInt() + "}");
                case 2 -> service.settings().startEncryption(changing, "alias/k" + random.nextInt(100));
                case 3 -> service.settings().maxRecordSize(changing, 1024 + random.nextInt(9000));
                default -> {
                    var there = service.consumers().list(changing).stream().filter(each -> each.name().equals(consumer)).findFirst();
                    if (there.isPresent()) service.consumers().deregister(there.get());
                    else service.consumers().register(changing, consumer, Map.of("n", "" + random.nextInt()));
                }
            }
        }

        /** Its records are acknowledged when it is finished. */
        private void importStream() throws IOException {
            if (streams.size() == 3) return;
            changing = "i" + puts + "-" + random.nextInt(1000);
            service.create("model" + changing, 2);
            ImportedStream plan = new ImportedStream(changing, clock.instant(), OptionalInt.of(24), service.describe("model" + changing).shards());
            service.delete("model" + changing);
            Map<String, Acknowledged> imported = new HashMap<>();
            try (StreamImport to = service.importStream(plan)) {
                for (int i = 0; i < 30; i++) {
                    ShardId shard = new ShardId(i % 2);
                    to.append(shard, Optional.empty(), clock.millis(), null, value(changing + "-" + i));
                    imported.put(changing + "-" + i, new Acknowledged(changing, shard, 1 + i / 2, clock.millis()));
                }
                if (random.nextInt(3) > 0) {
                    to.finish();
                    records.putAll(imported);
                    changed();
                }
            }
            changing = "";
        }

        private void reopen() throws IOException {
            flush();
            service.close();
            base.set(clock.instant());
            clock = ServiceClock.manual(base);
            service = open(disk, data, Durability.FSYNC);
        }

        // ---- afterwards

        void check() throws IOException {
            base.set(clock.instant());
            clock = ServiceClock.manual(base);
            flushes.clear();
            try (Streams after = open(new DiskFiles(), left, Durability.OS)) {
                // a hole in what was never acknowledged looks like damage if whole frames stand behind it
                assertThat(after.damages()).allSatisfy(damage -> assertThat(damage).hasMessageContaining("damaged frame"));
                streams.forEach((name, shards) -> {
                    if (!name.equals(changing)) assertThat(after.describe(name).shards()).describedAs(name).isEqualTo(unexpired(shards));
                });
                for (StreamDescription stream : after.list())
                    assertThat(streams.containsKey(stream.name()) || Set.of(changing, "model" + changing).contains(stream.name())).describedAs(stream.name()).isTrue();
                Map<String, Acknowledged> found = found(after);
                records.forEach((id, record) -> {
                    boolean deleting = record.stream.equals(changing) && after.list().stream().noneMatch(stream -> stream.name().equals(changing));
                    if (streams.containsKey(record.stream) && !deleting && record.arrivalMillis >= horizon()) assertThat(found).containsEntry(id, record);
                });
                settings.forEach((name, told) -> {
                    if (streams.containsKey(name) && !name.equals(changing)) assertThat(settings(after, name)).describedAs(name).isEqualTo(told);
                });
                for (StreamDescription stream : after.list()) putBehind(after, stream.name());
                checkFolders(after);
            }
        }

        /** Every folder that is there belongs to somebody. */
        private void checkFolders(Streams after) throws IOException {
            for (Path stream : list(left.resolve("streams"))) {
                String folder = stream.getFileName().toString();
                StreamDescription owner = after.list().stream()
                        .filter(each -> folder.startsWith(each.name() + "-"))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("nobody's folder: " + folder));
                List<String> shards = after.stream(owner.name()).allShards().stream().map(shard -> shard.id().toString()).toList();
                assertThat(list(stream)).allSatisfy(shard -> assertThat(shards).contains(shard.getFileName().toString()));
            }
        }

        private static List<Path> list(Path folder) throws IOException {
            if (!Files.isDirectory(folder)) return List.of();
            try (java.util.stream.Stream<Path> found = Files.list(folder)) {
                return found.toList();
            }
        }

        private long horizon() {
            return base.instant().minus(Duration.ofHours(24)).toEpochMilli();
        }

        private List<ShardDescription> unexpired(List<ShardDescription> shards) {
            return shards.stream().filter(shard -> shard.closed().map(closed -> closed.toEpochMilli() >= horizon()).orElse(true)).toList();
        }

        private static Map<String, Acknowledged> found(Streams after) {
            Map<String, Acknowledged> all = new HashMap<>();
            for (StreamDescription stream : after.list()) {
                for (Shard shard : after.stream(stream.name()).shards()) {
                    for (long at = 1; at < shard.nextIndex(); at++) at = Math.max(at, collect(stream.name(), shard, at, all) - 1);
                }
            }
            return all;
        }

        private static long collect(String stream, Shard shard, long from, Map<String, Acknowledged> into) {
            try {
                ShardRecords read = shard.read(from, 100, 1 << 20);
                for (int i = 0; i < read.count(); i++) {
                    String id = StandardCharsets.UTF_8.decode(read.data(i)).toString().split(" ", 2)[0];
                    into.put(id, new Acknowledged(stream, shard.id(), read.sequenceIndex(i), read.arrivalMillis(i)));
                }
                return read.nextIndex();
            } catch (StreamException damaged) {
                return from + 1; // found missing below, if it was acknowledged
            }
        }

        /** What comes now comes behind all that was acknowledged, trimmed or not. */
        private void putBehind(Streams after, String stream) {
            PutBatch batch = new PutBatch();
            for (int i = 0; i < 50; i++) batch.add(("key" + i).getBytes(StandardCharsets.UTF_8), new byte[10]);
            after.stream(stream).put(batch).toCompletableFuture().join();
            for (int i = 0; i < 50; i++) {
                ShardId shard = batch.shardId(i);
                long last = records.values().stream()
                        .filter(record -> record.stream.equals(stream) && record.shard.equals(shard))
                        .mapToLong(Acknowledged::index)
                        .max()
                        .orElse(0);
                assertThat(batch.sequenceIndex(i)).isGreaterThan(last);
            }
        }
    }
}
