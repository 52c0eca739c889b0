package io.anabranch.samples.serve;

import io.anabranch.samples.serve.ShardHistory.Put;
import io.anabranch.samples.serve.ShardHistory.Read;
import io.anabranch.samples.serve.ShardHistory.Seen;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Holds the history of one shard against what a shard is: one log that only grows at its end. There is an order of all puts and reads, each at one
 * moment between its call and its return, in which every read finds exactly what was put before, if and only if
 * <ul>
 *   <li>a record has one place, a place one record, and nothing is read that nobody put;
 *   <li>of two puts of which one returned before the other was called, the first has the smaller sequence number;
 *   <li>a read brings everything between its start and its last record that is known of;
 *   <li>a read brings, unless it says that there is more, everything that was acknowledged, or that another read had brought, before it was called.
 * </ul>
 * Sequence numbers say the order, so that no search is needed. A put whose outcome is unknown may be there or not, but once it was read it stays. Pure.
 */
final class Linearity {
    private final Collection<Put> puts;
    private final Collection<Read> reads;
    private final List<String> violations = new ArrayList<>();
    private final NavigableMap<BigInteger, String> log = new TreeMap<>();
    private final Map<String, BigInteger> places = new HashMap<>();

    private Linearity(ShardHistory history) {
        this.puts = history.puts();
        this.reads = history.reads();
    }

    /** What is wrong, in words; empty if nothing is. */
    static List<String> violations(ShardHistory history) {
        Linearity linearity = new Linearity(history);
        linearity.gather();
        linearity.nothingInvented();
        linearity.orderOfTime();
        linearity.readsContiguous();
        linearity.readsFresh();
        return linearity.violations;
    }

    private void gather() {
        for (Put put : puts) put.sequence().ifPresent(sequence -> place(sequence, put.id(), "an answer"));
        for (Read read : reads) for (Seen seen : read.records()) place(seen.sequence(), seen.id(), "a read");
    }

    private void place(BigInteger sequence, String id, String who) {
        String there = log.putIfAbsent(sequence, id);
        if (there != null && !there.equals(id)) violations.add(sequence + " holds " + there + ", and by " + who + " " + id);
        BigInteger place = places.putIfAbsent(id, sequence);
        if (place != null && !place.equals(sequence)) violations.add(id + " stands at " + place + ", and by " + who + " at " + sequence);
    }

    private void nothingInvented() {
        Map<String, Long> invoked = new HashMap<>();
        for (Put put : puts) invoked.put(put.id(), put.invoked());
        for (Read read : reads) {
            for (Seen seen : read.records()) {
                if (invoked.getOrDefault(seen.id(), Long.MAX_VALUE) >= read.returned()) violations.add(seen.id() + " was read before anybody put it");
            }
        }
    }

    /** Backwards along the log: no put may have returned before one was called that stands before it. */
    private void orderOfTime() {
        List<Put> placed = puts.stream().filter(put -> places.containsKey(put.id())).sorted(Comparator.comparing(put -> places.get(put.id()))).toList();
        Optional<Put> latest = Optional.empty();
        for (Put put : placed) {
            if (latest.isPresent() && put.returned() < latest.get().invoked()) {
                violations.add(put.id() + " returned before " + latest.get().id() + " was put, and stands behind it");
            }
            if (latest.isEmpty() || put.invoked() > latest.get().invoked()) latest = Optional.of(put);
        }
    }

    private void readsContiguous() {
        for (Read read : reads) {
            List<BigInteger> brought = read.records().stream().map(Seen::sequence).toList();
            List<BigInteger> there = List.copyOf(log.subMap(read.after(), false, read.last().max(read.after()), true).keySet());
            if (!brought.equals(there)) violations.add("a read after " + read.after() + " brought " + brought + " where there is " + there);
        }
    }

    private void readsFresh() {
        NavigableMap<Long, BigInteger> tipAt = tips();
        for (Read read : reads) {
            Map.Entry<Long, BigInteger> tip = tipAt.lowerEntry(read.invoked());
            if (tip != null && !read.more() && tip.getValue().compareTo(read.last()) > 0) {
                violations.add("a read after " + read.after() + " stopped at " + read.last() + " although " + log.get(tip.getValue()) + " was known before");
            }
        }
    }

    /** The furthest record anybody knew of, from each moment on at which that changed. */
    private NavigableMap<Long, BigInteger> tips() {
        TreeMap<Long, BigInteger> known = new TreeMap<>();
        for (Put put : puts) put.sequence().ifPresent(sequence -> known.merge(put.returned(), sequence, BigInteger::max));
        for (Read read : reads) known.merge(read.returned(), read.last(), BigInteger::max);
        BigInteger tip = BigInteger.ZERO;
        for (Map.Entry<Long, BigInteger> moment : known.entrySet()) {
            tip = tip.max(moment.getValue());
            moment.setValue(tip);
        }
        return known;
    }
}
