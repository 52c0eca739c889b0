package io.anabranch.simulator.operation;

import io.anabranch.simulator.stream.Identity;
import io.anabranch.simulator.stream.Streams;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** All operations, once for every identity that calls: none of them sees streams of another. Thread-safe. */
final class Operations {
    /** Of more identities than that, those that come later pay for a set of their own each time. */
    private static final int MOST_KEPT = 1_000;

    private final Streams streams;
    private final RandomGenerator random;
    private final Map<String, Operation> home;
    private final Map<Identity, Map<String, Operation>> others = new ConcurrentHashMap<>();

    Operations(Streams streams, RandomGenerator random) {
        this.streams = streams;
        this.random = random;
        this.home = all(streams);
    }

    Identity home() {
        return streams.identity();
    }

    boolean has(String name) {
        return home.containsKey(name);
    }

    Optional<Operation> find(String name, Identity caller) {
        return Optional.ofNullable((caller.equals(home()) ? home : others(caller)).get(name));
    }

    private Map<String, Operation> others(Identity caller) {
        Map<String, Operation> known = others.get(caller);
        if (known != null) return known;
        Map<String, Operation> made = all(streams.of(caller));
        if (others.size() < MOST_KEPT) others.putIfAbsent(caller, made);
        return made;
    }

    private Map<String, Operation> all(Streams of) {
        var seal = new Seal(of.iteratorKey(), of.identity(), random);
        var reference = new StreamReference(of);
        var iterators = new ShardIterators(seal, of::nowMillis);
        var consumers = new ConsumerReference(of, reference);
        var resources = new ResourceReference(reference);
        var tokens = new PageTokens(seal, of::nowMillis);
        List<Operation> all = List.of(
                new CreateStream(of),
                new DeleteStream(of, reference),
                new DescribeStream(of, reference),
                new DescribeStreamSummary(of, reference),
                new ListStreams(of, tokens),
                new ListShards(of, reference, tokens),
                new PutRecord(of, reference),
                new PutRecords(of, reference),
                new GetShardIterator(of, reference, iterators),
                new GetRecords(of, reference, iterators),
                new RegisterStreamConsumer(of, reference),
                new DeregisterStreamConsumer(of, consumers),
                new DescribeStreamConsumer(consumers),
                new ListStreamConsumers(of, reference, tokens),
                new SubscribeToShard(of, reference),
                new AddTagsToStream(of, reference),
                new RemoveTagsFromStream(of, reference),
                new ListTagsForStream(of, reference),
                new TagResource(of, resources),
                new UntagResource(of, resources),
                new ListTagsForResource(of, resources),
                new PutResourcePolicy(of, resources),
                new GetResourcePolicy(of, resources),
                new DeleteResourcePolicy(of, resources),
                new DescribeAccountSettings(of),
                new UpdateAccountSettings(of),
                new DescribeLimits(of),
                new EnableEnhancedMonitoring(of, reference),
                new DisableEnhancedMonitoring(of, reference),
                new SplitShard(of, reference),
                new MergeShards(of, reference),
                new UpdateShardCount(of, reference),
                new IncreaseStreamRetentionPeriod(of, reference),
                new DecreaseStreamRetentionPeriod(of, reference),
                new StartStreamEncryption(of, reference),
                new StopStreamEncryption(of, reference),
                new UpdateMaxRecordSize(of, reference),
                new UpdateStreamMode(of, reference),
                new UpdateStreamWarmThroughput(of, reference),
                new UpdateStreamRecordDistributionStrategy(of, reference));
        return all.stream().collect(Collectors.toUnmodifiableMap(Operation::name, operation -> CallRates.limit(operation, of)));
    }
}
