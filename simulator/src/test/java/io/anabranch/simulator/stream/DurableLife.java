package io.anabranch.simulator.stream;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/**
 * Everything that can be asked of the streams of a folder, in a random order, beside a model of what was acknowledged. The clock is advanced now and then,
 * and falls back when the folder is opened again.
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
    private final LifeModel model = new LifeModel();
    private final List<String> story = new ArrayList<>();

    private ServiceClock clock = ServiceClock.manual(base);
    private StreamStore store;
    private Streams service;
    private int made;

    DurableLife(Path home, TroubledDisk disk, Durability durability, Random random) {
        this.home = home;
        this.disk = disk;
        this.durability = durability;
        this.random = random;
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
        model.told.keySet().forEach(name -> model.rememberHorizon(name, clock));
    }

    private void act(Path data, int choice) throws IOException {
        switch (choice) {
            case 0 -> create();
            case 1, 2, 3, 4, 5, 6 -> put();
            case 7 -> change("split", this::split);
            case 8 -> change("merge", this::merge);
            case 9 -> change("scale", this::scale);
            case 10 -> change("consumer", this::consumer);
            case 11 -> change("tag", () -> service.resources().tag(new Resource.OfStream(model.doing), Map.of("t" + random.nextInt(5), "v" + made++)));
            case 12 -> change("policy", () -> service.resources().putPolicy(new Resource.OfStream(model.doing), "{\"n\":" + made++ + "}"));
            case 13 -> change("encrypt", () -> service.settings().startEncryption(model.doing, "alias/k" + made++));
            case 14 -> change("increase", () -> retention(true));
            case 15 -> change("decrease", () -> retention(false));
            case 16 -> compact();
            case 17 -> importStream();
            case 18 -> snapshot();
            case 19 -> delete();
            case 20 -> change("decrypt", () -> service.settings().stopEncryption(model.doing));
            case 21 -> commit();
            case 22, 23 -> advance(Duration.ofMinutes(random.nextInt(1200)));
            case 24 -> advance(Duration.ofHours(20 + random.nextInt(30)));
            case 25 -> restart(data);
            default -> put();
        }
    }

    /** The change did not happen, and all goes on; only a deletion may be under way still, or done. */
    private void afterFailure() {
        String failed = model.doing;
        model.doing = "";
        if (!model.told.containsKey(failed)) return;
        boolean deleting = service.list().stream().noneMatch(stream -> stream.name().equals(failed) && stream.status() != StreamStatus.DELETING);
        if (deleting) model.told.remove(failed);
        else model.assertAsTold(failed, LifeModel.Told.by(service, failed), "after a failure");
    }

    private void flush() {
        for (Runnable flush = flushes.poll(); flush != null; flush = flushes.poll()) flush.run();
    }

    private String any() {
        return List.copyOf(model.told.keySet()).get(random.nextInt(model.told.size()));
    }

    private void change(String what, Runnable change) {
        if (model.told.isEmpty()) return;
        model.doing = any();
        story.add(what + " " + model.doing);
        flush();
        try {
            change.run();
        } catch (StreamException e) {
            if (e.type() == ErrorType.INTERNAL_FAILURE) throw e; // the others are no business of the disk's
        }
        model.told.put(model.doing, LifeModel.Told.by(service, model.doing));
        model.doing = "";
    }

    private void create() {
        if (model.told.size() == 3) return;
        model.doing = "s" + made++;
        story.add("create " + model.doing);
        service.create(model.doing, 1 + random.nextInt(3));
        model.told.put(model.doing, LifeModel.Told.by(service, model.doing));
        model.doing = "";
    }

    private void put() {
        if (model.told.isEmpty()) return;
        String stream = any();
        story.add("put " + stream);
        PutBatch batch = new PutBatch();
        int first = made;
        for (int i = 0; i < 1 + random.nextInt(5); i++) batch.add(("key" + random.nextInt(50)).getBytes(StandardCharsets.UTF_8), value("r" + made++));
        boolean[] done = {false};
        var unused = service.stream(stream).put(batch).thenAccept(nothing -> done[0] = true);
        flush();
        for (int i = 0; done[0] && i < batch.count(); i++) {
            if (batch.failure(i) == null) model.records.put("r" + (first + i), acknowledged(stream, batch, i));
            else if (!disk.isKilled()) model.refused.add("r" + (first + i));
            assertThat(batch.failure(i) == null || disk.hadTrouble()).isTrue();
        }
        assertThat(done[0] || disk.isKilled()).describedAs("a put is answered").isTrue();
    }

    private static LifeModel.Acknowledged acknowledged(String stream, PutBatch batch, int i) {
        return new LifeModel.Acknowledged(stream, batch.shardId(i), batch.sequenceIndex(i), batch.arrivalMillis(i), batch.encrypted());
    }

    private byte[] value(String id) {
        return (id + " " + "x".repeat(random.nextInt(900))).getBytes(StandardCharsets.UTF_8);
    }

    private List<ShardDescription> openShards() {
        return service.describe(model.doing).shards().stream()
                .filter(shard -> !shard.isClosed())
                .sorted(Comparator.comparing(shard -> shard.range().start()))
                .toList();
    }

    private void split() {
        ShardDescription shard = openShards().get(0);
        service.split(model.doing, shard.id().toString(), shard.range().start().add(shard.range().end()).shiftRight(1));
    }

    private void merge() {
        List<ShardDescription> open = openShards();
        if (open.size() > 1) service.merge(model.doing, open.get(0).id().toString(), open.get(1).id().toString());
    }

    private void scale() {
        int open = openShards().size();
        service.updateShardCount(model.doing, (open + 1) / 2 + random.nextInt(open + 1));
    }

    private void consumer() {
        String name = "c" + random.nextInt(2);
        var there = service.consumers().list(model.doing).stream().filter(each -> each.name().equals(name)).findFirst();
        if (there.isPresent()) service.consumers().deregister(there.get());
        else service.consumers().register(model.doing, name, Map.of("n", "" + made++));
    }

    /** Records may expire by a decrease that failed, if that is found to have happened after a kill. */
    private void retention(boolean increase) {
        int now = model.told.get(model.doing).config().retentionHours();
        int hours = increase ? Math.min(96, now + random.nextInt(40)) : Math.max(24, now - random.nextInt(40));
        model.rememberHorizon(model.doing, clock);
        model.horizons.merge(model.doing + "?", clock.millis() - hours * HOUR, Math::max);
        if (increase) service.settings().increaseRetention(model.doing, hours);
        else service.settings().decreaseRetention(model.doing, hours);
    }

    private void compact() throws IOException {
        story.add("compact");
        store.ledger().change("", () -> {
            store.ledger().compact();
            return "";
        });
    }

    private void importStream() throws IOException {
        if (model.told.size() == 3) return;
        model.doing = "i" + made++;
        story.add("import " + model.doing);
        List<ShardDescription> shards = List.of(whole(HashKeyRange.uniform(1).get(0)));
        Map<String, LifeModel.Acknowledged> imported = new HashMap<>();
        try (StreamImport to = service.importStream(new ImportedStream(model.doing, clock.instant(), OptionalInt.of(24), shards))) {
            for (int i = 0; i < 20; i++) {
                String id = "r" + made++;
                to.append(new ShardId(0), Optional.empty(), clock.millis(), null, value(id), i % 2 == 0);
                imported.put(id, new LifeModel.Acknowledged(model.doing, new ShardId(0), 1 + i, clock.millis(), i % 2 == 0));
            }
            flush();
            to.finish();
        }
        model.records.putAll(imported);
        model.told.put(model.doing, LifeModel.Told.by(service, model.doing));
        model.doing = "";
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
        model.check(copy, "the copy", clock.instant());
    }

    private void delete() {
        if (model.told.size() < 2) return;
        model.doing = any();
        story.add("delete " + model.doing);
        flush();
        service.delete(model.doing);
        model.told.remove(model.doing);
        model.doing = "";
    }

    private void commit() {
        story.add("commit");
        boolean enable = random.nextBoolean();
        model.doing = "?commitment";
        model.commitment = service.commit(enable);
        model.doing = "";
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

    void checkAfter(Path data) throws IOException {
        model.check(data, "afterwards", clock.instant());
        base.set(START); // as if no real time had passed
        model.check(data, "opened again", clock.instant());
    }
}
