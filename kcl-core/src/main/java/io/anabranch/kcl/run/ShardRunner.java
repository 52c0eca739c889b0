package io.anabranch.kcl.run;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.SequenceNumber;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.FailurePolicy;
import io.anabranch.kcl.processor.LeaseLostException;
import io.anabranch.kcl.processor.ProcessorContext;
import io.anabranch.kcl.processor.RecordBatch;
import io.anabranch.kcl.processor.RecordProcessor;
import io.anabranch.kcl.processor.WorkerListener.Claim;
import io.anabranch.kcl.run.Phase.Signal;
import io.anabranch.kcl.run.Situation.Step;
import io.anabranch.lease.LeaseCoordinator;
import io.anabranch.lease.model.Lease;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One claim on one shard, from grant to end. Everything happens on the claim's serial loop: a turn looks at the situation, does the one thing that
 * is next, and comes back; what completes elsewhere (a fetch, a write, a timer) is handed to the loop as a task. The public methods only hand over.
 */
final class ShardRunner {
    private static final Duration RECHECK = Duration.ofMillis(100);
    private static final int LONGEST_REASON = 1000;

    private final Lease lease;
    private final ShardId shard;
    private final Position from;
    private final WorkerParts parts;
    private final LeaseCoordinator coordinator;
    private final SerialLoop loop;
    private final ClaimEvents events;
    private final ClaimCheckpointer checkpointer;
    private final ShardTimers timers;
    private final Alarm timerAlarm;
    private final Alarm validityAlarm;
    private final Alarm pauseAlarm;
    private final ProcessorContext context;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private volatile boolean live = true;

    private Phase phase = Phase.WAITING;
    private Step failing = Step.REST;
    private int failures;
    private boolean suspended;
    private boolean writing;
    private boolean announced;
    private boolean initialized;
    private boolean shutdownFailed;
    private @Nullable RecordProcessor processor;
    private @Nullable Prefetch prefetch;

    /** @throws IllegalArgumentException the lease's checkpoint is not a position */
    ShardRunner(Lease lease, WorkerParts parts, LeaseCoordinator coordinator) {
        this.lease = lease;
        this.shard = new ShardId(lease.key().shard());
        this.from = Position.decode(lease.checkpoint());
        this.parts = parts;
        this.coordinator = coordinator;
        this.loop = new SerialLoop("shard=" + lease.key() + " epoch=" + lease.epoch(), parts.executor());
        this.events = new ClaimEvents(new Claim(lease.key().stream(), shard, lease.epoch()), parts.listener(), parts.clock());
        this.checkpointer = new ClaimCheckpointer(lease, coordinator, parts.scheduler(),
                position -> loop.execute(() -> events.checkpointed(position)), this::lost);
        this.timers = new ShardTimers(parts.clock());
        this.timerAlarm = new Alarm(parts.scheduler(), loop, this::advance);
        this.validityAlarm = new Alarm(parts.scheduler(), loop, this::advance);
        this.pauseAlarm = new Alarm(parts.scheduler(), loop, this::advance);
        this.context = new ShardContext(lease.key().stream(), shard, ProcessorContext.Mode.LIVE, parts.clock(), checkpointer, lease.epoch(),
                this::isValid, parts.parameters(), parts.output(), this::schedule);
    }

    void start() {
        loop.execute(() -> move(Signal.STARTED));
    }

    void revoked() {
        loop.execute(() -> move(Signal.REVOKED));
    }

    void lost() {
        loop.execute(() -> move(Signal.LOST));
    }

    void suspended() {
        loop.execute(() -> suspended = true);
    }

    void resumed() {
        loop.execute(() -> {
            suspended = false;
            advance();
        });
    }

    long epoch() {
        return lease.epoch();
    }

    /** Completes when nothing of this claim runs any more. */
    CompletionStage<Void> stopped() {
        return stopped;
    }

    private boolean isValid() {
        return live && coordinator.isValid(lease);
    }

    private void schedule(Duration delay, ProcessorContext.TimerTask task) {
        if (!live) return;
        timers.schedule(delay, task);
        loop.execute(this::advance);
    }

    // A turn of the loop.

    private void advance() {
        switch (situation(mayDispatch()).next()) {
            case INITIALIZE -> call(Step.INITIALIZE, this::initialize, Signal.INITIALIZED);
            case FIRE_TIMER -> call(Step.FIRE_TIMER, this::fireTimer, null);
            case PROCESS_RECORDS -> call(Step.PROCESS_RECORDS, this::processRecords, null);
            case REACH_END -> move(Signal.END_REACHED);
            case SHARD_ENDED -> call(Step.SHARD_ENDED, () -> processor().shardEnded(context), Signal.SHARD_ENDED_RETURNED);
            case SAVE_END -> saveEnd();
            case SHUTDOWN_REQUESTED -> shutdownRequested();
            case RELEASE -> release();
            case REST -> rest();
        }
    }

    private boolean mayDispatch() {
        return !suspended && !pauseAlarm.isSet() && coordinator.isValid(lease);
    }

    private Situation situation(boolean mayDispatch) {
        boolean ended = prefetch == null ? from instanceof Position.ShardEnd : prefetch.exhausted();
        return new Situation(phase, mayDispatch, writing, failing, timers.due().isPresent(), prefetch != null && prefetch.hasBatch(), ended);
    }

    private void rest() {
        if (phase == Phase.PROCESSING) timers.nextMillis().ifPresent(this::awaitTimer);
        boolean held = !pauseAlarm.isSet() && situation(true).next() != Step.REST;
        if (held) validityAlarm.set(RECHECK);
    }

    /** One that is due already and could not run waits for what holds it up. */
    private void awaitTimer(long atMillis) {
        long millis = atMillis - parts.clock().millis();
        if (millis > 0) timerAlarm.reset(Duration.ofMillis(millis));
    }

    private void move(Signal signal) {
        Phase before = phase;
        phase = before.next(signal);
        if (phase == before) return;
        failing = Step.REST;
        failures = 0;
        pauseAlarm.cancel();
        if (!phase.reads()) closePrefetch();
        if (phase == Phase.INITIALIZING) begin();
        if (phase == Phase.STOPPED) stop(signal == Signal.LOST);
        loop.execute(this::advance);
    }

    private void begin() {
        announce();
        if (from instanceof Position.ShardEnd) return;
        prefetch = new Prefetch(lease.key().stream(), shard, from, parts, loop, events, this::advance);
        prefetch.pump();
    }

    private void announce() {
        if (announced) return;
        announced = true;
        events.claimed(from);
    }

    private void closePrefetch() {
        if (prefetch != null) prefetch.close();
    }

    private void stop(boolean becauseLost) {
        live = false;
        timers.clear();
        timerAlarm.cancel();
        validityAlarm.cancel();
        checkpointer.stop();
        if (becauseLost) tellLost();
        stopped.complete(null);
    }

    private void tellLost() {
        announce();
        try {
            if (processor != null) processor.leaseLost(context);
        } catch (RuntimeException | Error e) {
            events.fault("leaseLost failed", e);
        }
        events.lost();
    }

    // Calls of the processor.

    @FunctionalInterface
    private interface UserCall {
        void run() throws Exception;
    }

    private void call(Step step, UserCall call, @Nullable Signal done) {
        try {
            call.run();
        } catch (Throwable e) {
            thrown(step, e);
            return;
        }
        failing = Step.REST;
        failures = 0;
        if (done == null) loop.execute(this::advance);
        else move(done);
    }

    private void thrown(Step step, Throwable cause) {
        if (cause instanceof InterruptedException) Thread.currentThread().interrupt();
        if (cause instanceof LeaseLostException && checkpointer.isRefused()) return; // The loss itself is in the loop's queue already.
        failing = step;
        failures++;
        FailurePolicy policy = parts.onFailure();
        if (policy.givesUpAfter(failures)) {
            giveUp(step, cause);
            return;
        }
        events.retried(step.name(), failures, cause);
        pauseAlarm.set(new Backoff(policy.firstBackoff(), policy.maxBackoff()).after(failures));
    }

    private RecordProcessor processor() {
        if (processor == null) processor = parts.processors().create(shard);
        return processor;
    }

    private void initialize() throws Exception {
        processor().initialize(context);
        initialized = true;
    }

    private void fireTimer() throws Exception {
        Optional<ShardTimers.Timer> timer = timers.due();
        if (timer.isEmpty()) return;
        timer.get().task().run();
        timers.done(timer.get());
    }

    private void processRecords() throws Exception {
        Prefetch records = openPrefetch();
        RecordBatch batch = unsaved(records.head());
        if (!batch.isEmpty()) {
            SequenceNumber last = batch.last().sequenceNumber();
            checkpointer.give(last);
            processor().processRecords(batch, context);
            checkpointer.processedTo(last);
        }
        records.done();
        checkpointer.saveWithin(parts.checkpointEvery());
    }

    private Prefetch openPrefetch() {
        if (prefetch == null) throw new IllegalStateException("no reader for " + lease.key());
        return prefetch;
    }

    /** Without the records that a stored checkpoint covers: an explicit one within a batch that failed later, or a source that repeats itself. */
    private RecordBatch unsaved(RecordBatch batch) {
        Optional<SequenceNumber> durable = checkpointer.durable();
        if (durable.isEmpty() || batch.get(0).sequenceNumber().compareTo(durable.get()) > 0) return batch;
        int low = 0;
        int high = batch.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (batch.get(middle).sequenceNumber().compareTo(durable.get()) > 0) high = middle;
            else low = middle + 1;
        }
        return batch.from(low);
    }

    private void shutdownRequested() {
        try {
            if (initialized) processor().shutdownRequested(context);
        } catch (Throwable e) {
            if (e instanceof InterruptedException) Thread.currentThread().interrupt();
            shutdownFailed = true;
            events.fault("shutdownRequested failed: released without a final checkpoint", e);
        }
        move(Signal.SHUTDOWN_RETURNED);
    }

    // Writes of the lease record.

    private LeaseWrite leaseWrite(String what) {
        Phase now = phase;
        return new LeaseWrite(what, loop, parts.scheduler(), events, () -> phase == now);
    }

    private void giveUp(Step step, Throwable cause) {
        String reason = reason(step, cause);
        events.gaveUp(reason, cause);
        move(Signal.GAVE_UP);
        checkpointer.saveProcessed();
        leaseWrite("the failure").start(() -> coordinator.fail(lease, reason), () -> events.failed(reason), () -> move(Signal.LOST));
    }

    private String reason(Step step, Throwable cause) {
        boolean hasRecords = step == Step.PROCESS_RECORDS && prefetch != null && prefetch.hasBatch();
        String at = hasRecords ? " from " + unsaved(openPrefetch().head()).get(0).sequenceNumber() : "";
        String reason = step + at + " failed " + failures + " times: " + cause;
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON);
    }

    private void saveEnd() {
        writing = true;
        List<ShardId> children = prefetch == null ? List.of() : prefetch.children();
        leaseWrite("the end of the shard").start(
                () -> coordinator.end(lease, new Position.ShardEnd().encode(), children.stream().map(ShardId::value).toList()),
                () -> {
                    events.shardEnded(children);
                    move(Signal.END_SAVED);
                },
                () -> move(Signal.LOST));
    }

    private void release() {
        writing = true;
        announce();
        Optional<Position> position = shutdownFailed ? Optional.empty() : checkpointer.unsaved().map(Position::after);
        Position next = position.orElseGet(() -> checkpointer.durable().map(Position::after).orElse(from));
        leaseWrite("the release").start(
                () -> coordinator.release(lease, position.map(Position::encode)),
                () -> {
                    position.ifPresent(events::checkpointed);
                    events.released(next);
                    move(Signal.RELEASED);
                },
                () -> move(Signal.LOST));
    }
}
