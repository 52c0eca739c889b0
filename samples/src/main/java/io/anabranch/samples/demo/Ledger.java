package io.anabranch.samples.demo;

import io.anabranch.samples.flights.Flight;
import io.anabranch.samples.history.FleetRun.Put;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the stream has acknowledged. Thread-safe. */
final class Ledger {
    private final List<Put> put = new ArrayList<>();
    private final Map<String, Map<String, Long>> byShardAndKey = new HashMap<>();
    private final Map<String, AirportTotals> totals = new TreeMap<>();

    synchronized void acknowledged(Flight flight, String shard, String sequence) {
        put.add(new Put(shard, sequence, flight.partitionKey()));
        byShardAndKey.computeIfAbsent(shard, s -> new HashMap<>()).merge(flight.partitionKey(), 1L, Long::sum);
        totals.merge(flight.origin(), new AirportTotals(1, flight.delayMinutes()), AirportTotals::plus);
    }

    synchronized int size() {
        return put.size();
    }

    synchronized List<Put> put() {
        return List.copyOf(put);
    }

    synchronized Map<String, AirportTotals> totals() {
        return new TreeMap<>(totals);
    }

    /** Records put so far, by partition key of one shard. */
    synchronized Map<String, Long> keysOf(String shard) {
        return Map.copyOf(byShardAndKey.getOrDefault(shard, Map.of()));
    }

    synchronized long recordsOf(String shard) {
        return keysOf(shard).values().stream().mapToLong(Long::longValue).sum();
    }
}
