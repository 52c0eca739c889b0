package io.anabranch.simulator.operation;

import io.anabranch.simulator.fault.Effect;
import io.anabranch.simulator.fault.Fault;
import io.anabranch.simulator.fault.FaultRule;
import io.anabranch.simulator.fault.Faults;
import io.anabranch.simulator.fault.LineFault;
import io.anabranch.simulator.fault.Refusal;
import io.anabranch.simulator.fault.Target;
import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireException;
import io.anabranch.simulator.wire.WireReader;
import io.anabranch.simulator.wire.WireValue;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Has calls go wrong as the rules in force say. Thread-safe. */
final class FaultyCalls {
    private final Faults faults;
    private final Streams streams;
    private final Executor late;
    private final AnswerWriter answers;

    /** @param late runs calls that were delayed */
    FaultyCalls(Faults faults, Streams streams, Executor late, AnswerWriter answers) {
        this.faults = faults;
        this.streams = streams;
        this.late = late;
        this.answers = answers;
    }

    /** @param performing does a call as it should be done */
    CompletionStage<ServiceAnswer> run(Call call, Function<Call, CompletionStage<ServiceAnswer>> performing) {
        if (faults.none()) {
            return performing.apply(call);
        }
        Fault fault = faults.decide(call.operation().name(), () -> target(call));
        if (fault.latency().isZero()) {
            return run(call, fault, performing);
        }
        Executor later = CompletableFuture.delayedExecutor(fault.latency().toMillis(), TimeUnit.MILLISECONDS, late);
        return CompletableFuture.supplyAsync(() -> run(call, fault, performing), later).thenCompose(Function.identity());
    }

    private CompletionStage<ServiceAnswer> run(Call call, Fault fault, Function<Call, CompletionStage<ServiceAnswer>> performing) {
        Optional<Effect> effect = fault.effect();
        if (effect.isEmpty()) {
            return performing.apply(call);
        }
        if (effect.get() instanceof Effect.Refused refused) {
            return CompletableFuture.completedStage(refused(call, refused.refusal()));
        }
        if (effect.get() instanceof Effect.Broken broken) {
            return broken(call, broken.fault(), performing);
        }
        return performing.apply(call.with(partly(call, fault, (Effect.EntriesFailed) effect.get())));
    }

    private ServiceAnswer refused(Call call, Refusal refusal) {
        return answers.error(call.request(), call.format(), texts(call).refusal(refusal, target(call), streams.nowMillis()));
    }

    private static CompletionStage<ServiceAnswer> broken(Call call, LineFault fault, Function<Call, CompletionStage<ServiceAnswer>> performing) {
        return fault.performed()
                ? performing.apply(call).thenApply(answer -> answer.with(fault))
                : CompletableFuture.completedStage(ServiceAnswer.none(fault));
    }

    /** The rule is for PutRecords only. */
    private Operation partly(Call call, Fault fault, Effect.EntriesFailed failed) {
        Optional<String> shard = fault.rule().flatMap(FaultRule::shard);
        FaultTexts texts = texts(call);
        return new PartialPut(
                (PutRecords) call.operation(), shard, entries -> failed.among(entries, fault.draw()), entry -> texts.entry(failed.refusal(), entry));
    }

    private FaultTexts texts(Call call) {
        return new FaultTexts(call.operation().name(), Caller.of(call.request(), streams.identity()).account());
    }

    /** What a request that cannot be read is about, nobody knows; the operation says what is wrong with it. */
    private static Target target(Call call) {
        try {
            WireValue body = WireReader.read(call.format(), call.request().body());
            return body instanceof WireValue.Structure input ? call.operation().target(input) : Target.NONE;
        } catch (WireException | StreamException e) {
            return Target.NONE;
        }
    }
}
