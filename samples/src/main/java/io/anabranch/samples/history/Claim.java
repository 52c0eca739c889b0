package io.anabranch.samples.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What one worker did in one claim on one shard, gathered from its history; lines keep the order of the file. */
final class Claim {
    final String worker;
    final String shard;
    final long epoch;
    final List<HistoryLine> claims = new ArrayList<>();
    final List<HistoryLine> records = new ArrayList<>();
    final List<HistoryLine> checkpoints = new ArrayList<>();
    final List<HistoryLine> ends = new ArrayList<>();
    final List<String> faults = new ArrayList<>();

    private Claim(String worker, String shard, long epoch) {
        this.worker = worker;
        this.shard = shard;
        this.epoch = epoch;
    }

    /** All claims of a fleet, by shard and then epoch; more than one for an epoch only if two workers claimed it. */
    static NavigableMap<String, NavigableMap<Long, List<Claim>>> of(Map<String, List<HistoryLine>> histories) {
        NavigableMap<String, NavigableMap<Long, List<Claim>>> byShard = new TreeMap<>();
        for (List<HistoryLine> history : new TreeMap<>(histories).values()) {
            for (Claim claim : claims(history)) {
                byShard.computeIfAbsent(claim.shard, s -> new TreeMap<>()).computeIfAbsent(claim.epoch, e -> new ArrayList<>()).add(claim);
            }
        }
        return byShard;
    }

    private static Iterable<Claim> claims(List<HistoryLine> history) {
        record Key(String worker, String shard, long epoch) {}
        Map<Key, Claim> claims = new HashMap<>();
        for (HistoryLine line : history) {
            Key key = new Key(line.worker(), line.shard(), line.epoch());
            claims.computeIfAbsent(key, k -> new Claim(k.worker(), k.shard(), k.epoch())).take(line);
        }
        return claims.values();
    }

    private void take(HistoryLine line) {
        if (claims.isEmpty() && line.event() != HistoryLine.Event.CLAIM) faults.add(this + ": " + line.event().text() + " before the claim");
        switch (line.event()) {
            case CLAIM -> claims.add(line);
            case RECORD -> {
                checkRecord(line);
                records.add(line);
            }
            case CHECKPOINT -> {
                checkCovered(line);
                checkpoints.add(line);
            }
            case RELEASE, LOST, SHARD_END -> ends.add(line);
        }
    }

    private void checkRecord(HistoryLine line) {
        if (!ends.isEmpty()) faults.add(this + ": record " + line.sequence() + " after " + ends.get(0).event().text());
        if (line.sequence() == null || line.key() == null) faults.add(this + ": a record line lacks its sequence or key");
    }

    private void checkCovered(HistoryLine line) {
        Optional<String> position = Sequences.decimal(line.sequence());
        String reached = records.isEmpty() ? start() : String.valueOf(records.get(records.size() - 1).sequence());
        if (position.isPresent() && Sequences.compare(position.get(), reached) > 0) {
            faults.add(this + ": checkpoint " + position.get() + " is beyond the last record processed, " + reached);
        }
    }

    /** The sequence number after which this claim started, or 0 for a start that is not after a record. */
    String start() {
        return claims.isEmpty() ? "0" : Sequences.decimal(claims.get(0).sequence()).orElse("0");
    }

    /** The newest sequence number this claim stored, or found stored. */
    String lastCheckpoint() {
        String last = start();
        for (HistoryLine checkpoint : checkpoints) {
            Optional<String> position = Sequences.decimal(checkpoint.sequence());
            if (position.isPresent() && Sequences.compare(position.get(), last) > 0) last = position.get();
        }
        return last;
    }

    boolean endedWith(HistoryLine.Event event) {
        return ends.stream().anyMatch(line -> line.event() == event);
    }

    @Override
    public String toString() {
        return shard + " epoch " + epoch + " of " + worker;
    }
}
