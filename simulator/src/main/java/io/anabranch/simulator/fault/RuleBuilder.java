package io.anabranch.simulator.fault;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A rule in the making: {@code faults.on("PutRecords").stream("orders").nth(3).throttle()}. Without a trigger it fires on every call. The methods that
 * return nothing add the rule. A value that is out of its range is an {@link IllegalArgumentException}.
 */
public final class RuleBuilder {
    private final Faults faults;
    private final String operation;
    private Optional<String> stream = Optional.empty();
    private Optional<String> shard = Optional.empty();
    private Optional<String> consumer = Optional.empty();
    private Trigger trigger = new Trigger.Always();

    RuleBuilder(Faults faults, String operation) {
        this.faults = faults;
        this.operation = operation;
    }

    /** Only calls about this stream, by name. */
    public RuleBuilder stream(String name) {
        stream = Optional.of(name);
        return this;
    }

    /** Only calls about this shard. A PutRecords is about every shard that one of its entries goes to. */
    public RuleBuilder shard(String id) {
        shard = Optional.of(id);
        return this;
    }

    /** Only calls about this consumer, by name. */
    public RuleBuilder consumer(String name) {
        consumer = Optional.of(name);
        return this;
    }

    /** Each call with this probability, 0 to 1. */
    public RuleBuilder probability(double value) {
        return trigger(new Trigger.Probability(value));
    }

    /** That one call, counted from 1. */
    public RuleBuilder nth(long number) {
        return trigger(new Trigger.Nth(number));
    }

    /** Every so many calls. */
    public RuleBuilder every(long number) {
        return trigger(new Trigger.Every(number));
    }

    /** The first calls. */
    public RuleBuilder first(long count) {
        return trigger(new Trigger.First(count));
    }

    private RuleBuilder trigger(Trigger value) {
        trigger = value;
        return this;
    }

    /** Refuses the call as too many: ProvisionedThroughputExceededException, or LimitExceededException in the control plane. */
    public void throttle() {
        add(new Effect.Refused(Refusal.THROTTLE));
    }

    /** InternalFailure, HTTP 500; the call has no effect. */
    public void internalFailure() {
        add(new Effect.Refused(Refusal.INTERNAL_FAILURE));
    }

    /** ServiceUnavailable, HTTP 503; the call has no effect. */
    public void unavailable() {
        add(new Effect.Refused(Refusal.UNAVAILABLE));
    }

    /** ExpiredIteratorException; for GetRecords only. */
    public void expiredIterator() {
        add(new Effect.Refused(Refusal.EXPIRED_ITERATOR));
    }

    /** The call begins later by so much real time, up to an hour. */
    public void latency(Duration by) {
        add(new Effect.Late(by));
    }

    /** The connection is reset, and the call has no effect. */
    public void reset() {
        add(new Effect.Broken(LineFault.of(LineFault.Kind.RESET)));
    }

    /** The call takes effect, and the connection is reset instead of the answer: who tries again does it twice. */
    public void loseAnswer() {
        add(new Effect.Broken(LineFault.of(LineFault.Kind.LOSE_ANSWER)));
    }

    /** The HTTP/2 stream is reset, and the call has no effect. */
    public void resetStream() {
        add(new Effect.Broken(LineFault.of(LineFault.Kind.RESET_STREAM)));
    }

    /** GOAWAY, then the answer, then the end of the connection. */
    public void goAway() {
        add(new Effect.Broken(LineFault.of(LineFault.Kind.GO_AWAY)));
    }

    /** The call takes effect, and the connection ends after so much of the answer's body, 0 to 99 %. */
    public void cut(int percent) {
        add(new Effect.Broken(new LineFault(LineFault.Kind.CUT, percent)));
    }

    /** A share of a PutRecords' entries is throttled, above 0 to 1; only those of the rule's shard if it names one. */
    public void failEntries(double share) {
        add(new Effect.EntriesFailed(List.of(), share, Refusal.THROTTLE));
    }

    /** These entries of a PutRecords are throttled, counted from 0; only those of the rule's shard if it names one. */
    public void failEntriesAt(int... indexes) {
        add(new Effect.EntriesFailed(Arrays.stream(indexes).boxed().toList(), 1, Refusal.THROTTLE));
    }

    private void add(Effect effect) {
        faults.add(new FaultRule(operation, stream, shard, consumer, trigger, effect));
    }
}
