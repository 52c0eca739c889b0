package io.anabranch.lease.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.anabranch.lease.model.Lease;
import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.store.CoordinationSession.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What must hold whatever happens, checked at every commit and every dispatch against the leader's tree; reads the documents with its own eyes. */
final class Invariants {
    private static final JsonMapper JSON = new JsonMapper();
    /** L1 and L4: how long after the last fault a lease may be without a living owner, or the fleet without a leader. */
    static final Duration BOUND = World.T.multipliedBy(12).dividedBy(10).plus(World.TICK).plusSeconds(1);

    private static final Duration HAND_OVER = World.TIMING.drain().plusSeconds(1);

    private record Seen(long epoch, String state, String checkpoint, int generation) {}

    private final World world;
    private final TreeMap<LeaseKey, Seen> seen = new TreeMap<>();
    private final TreeMap<String, Long> missingSince = new TreeMap<>();
    private final TreeMap<LeaseKey, Long> dispatchedEpoch = new TreeMap<>();
    private final TreeMap<LeaseKey, Integer> dispatchedFrom = new TreeMap<>();
    /** By a claim that follows on a release by the very owner that worked before, its epoch and that owner's. */
    private record HandOver(long to, long from) {}

    private final TreeMap<LeaseKey, HandOver> handedOver = new TreeMap<>();
    private TreeMap<String, String> activeBefore = new TreeMap<>();

    Invariants(World world) {
        this.world = world;
    }

    void committed(long session, List<String> changedPaths) {
        boolean assignments = false;
        for (String path : changedPaths) {
            world.trace("commit", Long.toHexString(session), path);
            if (path.contains("/shards/")) record(path);
            if (path.startsWith("/kcl/sim/assign/")) assignments = true;
        }
        if (assignments) assignmentsChanged(session);
    }

    void dispatched(SimulatedWorker worker, Lease lease, int from) {
        Seen record = seen.get(lease.key());
        world.check(record != null && record.epoch() <= lease.epoch(), "I3 %s dispatches %s but epoch %s was claimed", worker.name, lease,
                record);
        long epochBefore = dispatchedEpoch.getOrDefault(lease.key(), 0L);
        if (epochBefore == lease.epoch()) {
            world.check(from > dispatchedFrom.get(lease.key()), "I9 %s dispatches %s out of order at %d", worker.name, lease, from);
        } else if (handedOver.containsKey(lease.key()) && handedOver.get(lease.key()).to() == lease.epoch()) {
            boolean done = world.workload.shards.get(lease.key()).processedIn[from] == handedOver.get(lease.key()).from();
            world.check(!done, "I10 %s dispatches %s from %d, which was processed before it was handed over", worker.name, lease, from);
        }
        dispatchedEpoch.merge(lease.key(), lease.epoch(), Math::max);
        dispatchedFrom.put(lease.key(), from);
        int prefix = world.workload.shards.get(lease.key()).processedPrefix();
        world.check(from <= prefix, "I5 %s dispatches %s from %d but only %d are processed", worker.name, lease, from, prefix);
    }

    private void record(String path) {
        JsonNode json = json(path);
        if (json == null) return;
        String[] parts = path.split("/");
        LeaseKey key = new LeaseKey(parts[4], parts[6]);
        Seen now = new Seen(json.path("e").asLong(), json.path("s").asText(), json.path("c").asText(""), json.path("gen").asInt());
        Seen before = seen.put(key, now);
        if (before == null) return;
        world.check(now.epoch() >= before.epoch(), "I2 epoch of %s went back: %s after %s", key, now, before);
        if (now.generation() > before.generation()) return;
        world.check(now.checkpoint().compareTo(before.checkpoint()) >= 0, "I1 checkpoint of %s went back: %s after %s", key, now, before);
        world.check(!before.state().equals("ENDED") || now.state().equals("ENDED"), "I7 %s ended before: %s after %s", key, now, before);
        if (!now.checkpoint().isEmpty()) {
            int prefix = world.workload.shards.get(key).processedPrefix();
            world.check(Integer.parseInt(now.checkpoint()) <= prefix, "I5 checkpoint of %s is beyond the %d processed: %s", key, prefix, now);
        }
        if (now.epoch() > before.epoch()) claimed(key, before, now);
    }

    private void claimed(LeaseKey key, Seen before, Seen now) {
        if (before.state().equals("RELEASED") && dispatchedEpoch.getOrDefault(key, -1L) == before.epoch()) handedOver.put(key, new HandOver(now.epoch(), before.epoch()));
        world.workload.shards.get(key).parents.forEach(parent -> {
            Seen record = seen.get(new LeaseKey(key.stream(), parent));
            world.check(record == null || record.state().equals("ENDED"), "I4 %s is claimed before its parent: %s", key, record);
        });
    }

    private void assignmentsChanged(long session) {
        JsonNode leader = json("/kcl/sim/leader");
        String incarnation = leader == null ? "" : leader.path("id").asText();
        world.check(session == 0 || incarnation.endsWith("#" + Long.toHexString(session)) || world.pretends(),
                "I8 session %x changes assignments, %s leads", session, incarnation);
        TreeMap<String, String> active = new TreeMap<>();
        for (String document : world.ensemble.committedChildren("/kcl/sim/assign")) {
            JsonNode json = json("/kcl/sim/assign/" + document);
            if (json == null) continue;
            for (JsonNode entry : json.path("leases")) {
                if (!entry.path(3).asText().equals("ACTIVE")) continue;
                String other = active.put(entry.path(1).asText(), document);
                world.check(other == null, "I6 %s is ACTIVE for %s and for %s", entry.path(1), other, document);
            }
        }
        active.forEach((shard, document) -> {
            String before = activeBefore.getOrDefault(shard, document);
            boolean works = isAlive(before) && owner(new LeaseKey(Workload.STREAM, shard)).filter(before::equals).isPresent();
            world.check(before.equals(document) || !works || world.pretends(), "I11 %s goes from %s, which works on it, to %s without being asked for",
                    shard, before, document);
        });
        activeBefore = active;
    }

    /** To be asked now and then once faults have stopped. */
    void live() {
        JsonNode leader = json("/kcl/sim/leader");
        missing("leader", leader == null || !isAlive(leader.path("id").asText()), "L4");
        world.workload.shards.forEach((key, shard) -> {
            Seen record = seen.get(key);
            boolean open = record != null && !record.state().equals("ENDED") && shard.parents.stream().allMatch(this::hasEnded);
            missing(key.shard(), open && !isOwned(key, record), "L1");
        });
    }

    /** L3 and L5: what is asked for is answered; to be asked like {@link #live}. */
    void settled() {
        for (String letter : world.ensemble.committedChildren("/kcl/sim/inbox")) missingFor("letter " + letter, BOUND.plusSeconds(2), "L5");
        for (String command : world.ensemble.committedChildren("/kcl/sim/control")) missingFor("command " + command, HAND_OVER.plus(BOUND), "L5");
        for (String document : world.ensemble.committedChildren("/kcl/sim/assign")) {
            JsonNode json = json("/kcl/sim/assign/" + document);
            if (json == null) continue;
            for (JsonNode entry : json.path("leases")) {
                if (entry.path(3).asText().equals("REVOKE")) missingFor("hand-over " + entry, HAND_OVER.plus(BOUND), "L3");
            }
        }
    }

    boolean allEnded() {
        return world.workload.shards.values().stream().allMatch(shard -> hasEnded(shard.key.shard())
                && shard.processedPrefix() == shard.records);
    }

    Optional<String> owner(LeaseKey key) {
        JsonNode json = json("/kcl/sim/streams/" + key.stream() + "/shards/" + key.shard());
        return json == null || !json.path("s").asText().equals("OWNED") ? Optional.empty() : Optional.of(json.path("o").asText());
    }

    private void missing(String what, boolean isMissing, String promise) {
        if (isMissing) missingFor(what, BOUND, promise);
        else missingSince.remove(what);
    }

    private void missingFor(String what, Duration bound, String promise) {
        long since = missingSince.computeIfAbsent(what, w -> world.time.now());
        world.check(world.time.now() - since <= bound.toNanos(), "%s %s has nobody since %d ms", promise, what, since / 1_000_000);
    }

    private boolean hasEnded(String shard) {
        Seen record = seen.get(new LeaseKey(Workload.STREAM, shard));
        return record != null && record.state().equals("ENDED");
    }

    private boolean isOwned(LeaseKey key, Seen record) {
        return record.state().equals("OWNED") && owner(key).filter(this::isAlive).isPresent();
    }

    private boolean isAlive(String incarnation) {
        int mark = incarnation.lastIndexOf('#');
        return mark >= 0 && world.ensemble.isAlive(Long.parseLong(incarnation.substring(mark + 1), 16));
    }

    private static JsonNode parse(Node node) {
        try {
            return JSON.readTree(node.data());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode json(String path) {
        return world.ensemble.committed(path).map(Invariants::parse).orElse(null);
    }
}
