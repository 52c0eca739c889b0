package io.anabranch.simulator.stream;

import java.util.Collection;
import java.util.function.Predicate;

/** How much of everything an account may have in a region; next to nothing is refused where limits are off. Under the ledger's lock. */
final class Quotas {
    private static final int MOST_SHARDS = 100_000;
    private static final int MOST_COMING_OR_GOING = 5;
    private static final int MOST_WARM_MIBPS = 10 * 1024;
    private static final int MOST_CONSUMERS = 20;
    private static final int MOST_CONSUMERS_ADVANTAGE = 50;
    private static final int MOST_NEW_CONSUMERS = 5;

    private final StreamTable table;
    private final StreamSettings settings;
    private final Realm realm;

    Quotas(StreamStore store, Realm realm) {
        this.table = store.ledger().table();
        this.settings = store.settings();
        this.realm = realm;
    }

    /** Limits or no limits, nobody gets more shards than this machine can hold. */
    void requireShards(int additional) {
        int now = table.promisedShards(realm.identity());
        int limit = isOff() ? MOST_SHARDS : settings.shardLimit();
        if ((long) now + additional > limit) throw realm.refusal().tooManyShards(now, limit, additional);
    }

    /** @param under the resource as a refusal tells it */
    void requireTags(Collection<String> keys, String under) {
        if (!isOff()) TagRules.requireFew(keys, under);
    }

    /** Room for one stream more that is CREATING. */
    void requireCreation() {
        long now = count(stream -> stream.status() == StreamStatus.CREATING || stream.status() == StreamStatus.DELETING);
        if (isOff() || now < MOST_COMING_OR_GOING) return;
        throw exceeded("This request would have exceed the limit on the number of streams that can simultaneously be in CREATING or DELETING for"
                + " the account " + realm.identity().account() + ". Limit: " + MOST_COMING_OR_GOING + ".");
    }

    void requireOnDemandStream() {
        int now = onDemandStreams();
        if (isOff() || now < settings.onDemandStreamLimit()) return;
        throw exceeded("This request would exceed the on-demand stream limit for the account " + realm.identity().account() + " in "
                + realm.identity().region() + ". Current on-demand stream count for the account: " + now + ". Limit: "
                + settings.onDemandStreamLimit() + ".");
    }

    int onDemandStreams() {
        return (int) count(stream -> stream.config().mode() == StreamMode.ON_DEMAND);
    }

    /**
     * Warm throughput is for on-demand streams of an account with a commitment, limits or no limits.
     *
     * @param mibps zero asks for none
     */
    void requireWarmThroughput(int mibps, StreamMode mode) {
        if (mibps == 0) return;
        if (mode != StreamMode.ON_DEMAND) throw invalid("WarmThroughputMiBps is for streams in ON_DEMAND mode only.");
        if (!hasCommitment()) {
            throw invalid("WarmThroughputMiBps needs MinimumThroughputBillingCommitment to be enabled for the account "
                    + realm.identity().account() + ".");
        }
        if (!isOff() && mibps > MOST_WARM_MIBPS) {
            throw exceeded("The requested warm throughput of " + mibps + " MiBps exceeds the limit of " + MOST_WARM_MIBPS + " MiBps.");
        }
    }

    /** Room for one consumer more that is CREATING; on-demand streams of an account with a commitment have more. */
    void requireConsumer(StreamState stream) {
        if (isOff()) return;
        boolean advantage = stream.config().mode() == StreamMode.ON_DEMAND && hasCommitment();
        int most = advantage ? MOST_CONSUMERS_ADVANTAGE : MOST_CONSUMERS;
        if (stream.consumers().size() >= most) throw realm.refusal().tooManyConsumers(most, stream.name());
        long begun = stream.consumers().stream().filter(consumer -> consumer.status() == ConsumerStatus.CREATING).count();
        if (begun >= MOST_NEW_CONSUMERS) throw realm.refusal().tooManyNewConsumers(MOST_NEW_CONSUMERS, stream.name());
    }

    private boolean hasCommitment() {
        return BillingCommitment.of(table.account(realm.identity())).holds(settings.clock().instant());
    }

    private long count(Predicate<StreamState> which) {
        return table.streams().stream().filter(stream -> stream.owner().equals(realm.identity())).filter(which).count();
    }

    private boolean isOff() {
        return settings.limits() == Limits.OFF;
    }

    private static StreamException exceeded(String text) {
        return new StreamException(ErrorType.LIMIT_EXCEEDED, text);
    }

    private static StreamException invalid(String text) {
        return new StreamException(ErrorType.INVALID_ARGUMENT, text);
    }
}
