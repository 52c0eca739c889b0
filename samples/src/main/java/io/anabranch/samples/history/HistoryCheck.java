package io.anabranch.samples.history;

import io.anabranch.samples.history.HistoryLine.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Proves, from the histories of a fleet's workers and the list of what was put, that every record was processed, in order, and that whatever was
 * processed twice had to be. Pure: the same histories give the same findings.
 *
 * <p>Times of different workers are compared, so their histories must come from one machine. A record is named by shard and sequence number.
 */
public final class HistoryCheck {
    private final FleetRun run;
    private final NavigableMap<String, NavigableMap<Long, List<Claim>>> shards;
    private final Deliveries deliveries;

    private HistoryCheck(FleetRun run) {
        this.run = run;
        this.shards = Claim.of(run.histories());
        this.deliveries = new Deliveries(shards, run.killed().keySet());
    }

    /** Holds every promise against the histories. */
    public static HistoryReport check(FleetRun run) {
        HistoryCheck check = new HistoryCheck(run);
        List<Finding> findings = List.of(check.nothingMissing(), check.orderPerKey(), check.duplicatesExplained(), check.childrenAfterParents(),
                check.oneOwnerAtATime(), check.checkpointsNeverBack(), check.historiesWhole());
        return new HistoryReport(findings, run.put().size(), check.deliveries.distinct(), check.deliveries.duplicates(), check.failoverMillis(),
                check.handOverMillis(), check.millis(), check.countsByKey());
    }

    private Finding nothingMissing() {
        List<String> missing = run.put().stream()
                .filter(put -> !deliveries.contains(put.shard(), put.sequence()))
                .map(put -> put.shard() + " " + put.sequence())
                .toList();
        return finding("every record put was processed",
                run.put().size() + " put, " + deliveries.distinct() + " processed, " + missing.size() + " missing", missing);
    }

    private Finding orderPerKey() {
        List<String> back = new ArrayList<>();
        claims().forEach(claim -> addStepsBack(claim, back));
        deliveries.addStepsBackOfKeys(back);
        return finding("no partition key ever goes back", deliveries.keys() + " keys, " + back.size() + " steps back", back);
    }

    private static void addStepsBack(Claim claim, List<String> back) {
        String last = claim.start();
        for (HistoryLine record : claim.records) {
            String sequence = String.valueOf(record.sequence());
            if (Sequences.compare(sequence, last) <= 0) back.add(claim + ": " + sequence + " came after " + last);
            last = sequence;
        }
    }

    private Finding duplicatesExplained() {
        return finding("every duplicate is explained by a killed worker or a lost lease", deliveries.duplicates() + " duplicates, "
                + deliveries.unexplained().size() + " unexplained", deliveries.unexplained());
    }

    private Finding childrenAfterParents() {
        List<String> early = new ArrayList<>();
        int children = 0;
        for (Map.Entry<String, List<String>> entry : new TreeMap<>(run.parents()).entrySet()) {
            if (entry.getValue().isEmpty()) continue;
            children++;
            claims().filter(claim -> claim.shard.equals(entry.getKey())).forEach(claim -> addEarlyStart(claim, entry.getValue(), early));
        }
        return finding("children start after all their parents ended", children + " children, " + early.size() + " too early", early);
    }

    private void addEarlyStart(Claim child, List<String> parents, List<String> early) {
        for (String parent : parents) {
            OptionalLong ended = claimsOf(parent).flatMap(claim -> claim.ends.stream()).filter(line -> line.event() == Event.SHARD_END)
                    .mapToLong(HistoryLine::t).min();
            boolean stored = claimsOf(parent).flatMap(claim -> claim.checkpoints.stream()).anyMatch(line -> "SHARD_END".equals(line.sequence()));
            long started = Stream.concat(child.claims.stream(), child.records.stream()).mapToLong(HistoryLine::t).min().orElse(Long.MAX_VALUE);
            if (!stored || ended.isEmpty() || started < lastRecord(parent)) early.add(child + " started at " + started + " before " + parent + " ended");
        }
    }

    private long lastRecord(String shard) {
        return claimsOf(shard).flatMap(claim -> claim.records.stream()).mapToLong(HistoryLine::t).max().orElse(0);
    }

    private Finding oneOwnerAtATime() {
        List<String> overlaps = new ArrayList<>();
        for (NavigableMap<Long, List<Claim>> epochs : shards.values()) {
            for (List<Claim> sameEpoch : epochs.values()) {
                if (sameEpoch.size() > 1) overlaps.add("claimed by two workers: " + sameEpoch);
                sameEpoch.forEach(claim -> addOverlap(claim, epochs.tailMap(claim.epoch, false), overlaps));
            }
        }
        return finding("one owner at a time", claims().count() + " claims, " + overlaps.size() + " overlaps", overlaps);
    }

    private static void addOverlap(Claim claim, NavigableMap<Long, List<Claim>> later, List<String> overlaps) {
        long next = later.values().stream().flatMap(List::stream).flatMap(c -> c.claims.stream()).mapToLong(HistoryLine::t).min().orElse(Long.MAX_VALUE);
        claim.records.stream().filter(record -> record.t() > next).findFirst()
                .ifPresent(record -> overlaps.add(claim + " dispatched " + record.sequence() + " " + (record.t() - next) + " ms after the next claim"));
    }

    private Finding checkpointsNeverBack() {
        List<String> back = new ArrayList<>();
        long stored = 0;
        for (NavigableMap<Long, List<Claim>> epochs : shards.values()) {
            String last = "0";
            for (HistoryLine line : epochs.values().stream().flatMap(List::stream).flatMap(c -> c.checkpoints.stream()).toList()) {
                String position = Sequences.decimal(line.sequence()).orElse(last);
                if (Sequences.compare(position, last) < 0) back.add(line.shard() + ": checkpoint " + position + " after " + last);
                last = position;
                stored++;
            }
        }
        return finding("checkpoints never go back", stored + " checkpoints, " + back.size() + " steps back", back);
    }

    private Finding historiesWhole() {
        List<String> faults = new ArrayList<>();
        claims().forEach(claim -> {
            faults.addAll(claim.faults);
            if (claim.ends.isEmpty() && !run.killed().containsKey(claim.worker)) faults.add(claim + " never ended");
        });
        return finding("histories are whole, checkpoints cover what was processed", faults.size() + " faults", faults);
    }

    /** For each shard a killed worker held: from the kill to the first record of the next owner. */
    private List<Long> failoverMillis() {
        return claims().filter(claim -> run.killed().containsKey(claim.worker) && claim.ends.isEmpty())
                .flatMap(claim -> firstRecordAfter(claim).stream().map(first -> first - run.killed().getOrDefault(claim.worker, first)).boxed())
                .sorted().toList();
    }

    /** For each shard a stopped worker gave back: from the release to the first record of the next owner. */
    private List<Long> handOverMillis() {
        return claims().filter(claim -> run.stopped().contains(claim.worker) && claim.endedWith(Event.RELEASE))
                .flatMap(claim -> firstRecordAfter(claim).stream().map(first -> first - claim.ends.get(0).t()).boxed())
                .sorted().toList();
    }

    private OptionalLong firstRecordAfter(Claim claim) {
        return claimsOf(claim.shard).filter(next -> next.epoch > claim.epoch).flatMap(next -> next.records.stream())
                .mapToLong(HistoryLine::t).min();
    }

    private long millis() {
        var span = claims().flatMap(claim -> claim.records.stream()).mapToLong(HistoryLine::t).summaryStatistics();
        return span.getCount() == 0 ? 0 : span.getMax() - span.getMin();
    }

    private Map<String, Long> countsByKey() {
        return deliveries.countsByKey();
    }

    private Stream<Claim> claims() {
        return shards.values().stream().flatMap(epochs -> epochs.values().stream()).flatMap(List::stream);
    }

    private Stream<Claim> claimsOf(String shard) {
        return shards.getOrDefault(shard, new TreeMap<>()).values().stream().flatMap(List::stream);
    }

    private static Finding finding(String promise, String figures, List<String> violations) {
        String first = violations.isEmpty() ? "" : ": " + String.join("; ", violations.subList(0, Math.min(3, violations.size())));
        return new Finding(promise, violations.isEmpty(), figures + first);
    }

    /** Who processed what, record by record. */
    private static final class Deliveries {
        private final Map<String, List<Claim>> byRecord = new HashMap<>();
        private final Map<String, NavigableMap<String, Long>> firstByKey = new TreeMap<>();
        private final List<String> unexplained = new ArrayList<>();
        private final Set<String> killed;
        private long duplicates;

        Deliveries(NavigableMap<String, NavigableMap<Long, List<Claim>>> shards, Set<String> killed) {
            this.killed = killed;
            for (NavigableMap<Long, List<Claim>> epochs : shards.values()) {
                epochs.values().stream().flatMap(List::stream).forEach(claim -> claim.records.forEach(record -> take(claim, record)));
            }
        }

        private void take(Claim claim, HistoryLine record) {
            String sequence = String.valueOf(record.sequence());
            List<Claim> before = byRecord.computeIfAbsent(name(claim.shard, sequence), n -> new ArrayList<>(1));
            if (!before.isEmpty()) {
                duplicates++;
                Claim previous = before.get(before.size() - 1);
                if (!explained(previous, claim, sequence)) unexplained.add(sequence + " by " + previous + " and again by " + claim);
            }
            before.add(claim);
            firstByKey.computeIfAbsent(String.valueOf(record.key()), k -> new TreeMap<>(Sequences::compare)).merge(sequence, record.t(), Math::min);
        }

        private boolean explained(Claim previous, Claim again, String sequence) {
            boolean cutOff = previous.ends.isEmpty() && killed.contains(previous.worker) || previous.endedWith(Event.LOST);
            return cutOff && again.epoch > previous.epoch && Sequences.compare(sequence, previous.lastCheckpoint()) > 0;
        }

        boolean contains(String shard, String sequence) {
            return byRecord.containsKey(name(shard, sequence));
        }

        /** Sequence numbers rise along a key's way through parents and children, so the moments of first dispatch must not fall. */
        void addStepsBackOfKeys(List<String> back) {
            firstByKey.forEach((key, moments) -> {
                long last = Long.MIN_VALUE;
                for (Map.Entry<String, Long> moment : moments.entrySet()) {
                    if (moment.getValue() < last) back.add("key " + key + ": " + moment.getKey() + " came before its predecessor");
                    last = moment.getValue();
                }
            });
        }

        Map<String, Long> countsByKey() {
            Map<String, Long> counts = new TreeMap<>();
            firstByKey.forEach((key, moments) -> counts.put(key, (long) moments.size()));
            return counts;
        }

        int distinct() {
            return byRecord.size();
        }

        int keys() {
            return firstByKey.size();
        }

        long duplicates() {
            return duplicates;
        }

        List<String> unexplained() {
            return unexplained;
        }

        private static String name(String shard, String sequence) {
            return shard + '/' + sequence;
        }
    }
}
