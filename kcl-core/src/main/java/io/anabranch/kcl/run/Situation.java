package io.anabranch.kcl.run;

/**
 * What a claim's loop knows when it asks what to do next.
 *
 * @param phase       where the claim is in its life
 * @param mayDispatch the lease is valid and no pause after a failure is running: the processor may be called
 * @param writing     the final write of the lease record is under way
 * @param failing     the call that failed last and must be repeated before any other, or REST
 * @param timerDue    a timer has run out
 * @param batchReady  records are there
 * @param endOfShard  every record was processed and there are no more
 */
record Situation(Phase phase, boolean mayDispatch, boolean writing, Step failing, boolean timerDue, boolean batchReady, boolean endOfShard) {
    /** What a loop can do in one turn. */
    enum Step { INITIALIZE, FIRE_TIMER, PROCESS_RECORDS, REACH_END, SHARD_ENDED, SAVE_END, SHUTDOWN_REQUESTED, RELEASE, REST }

    /** What to do now; REST is to wait for something to happen. */
    Step next() {
        return switch (phase) {
            case WAITING, FAILED, STOPPED -> Step.REST;
            case INITIALIZING -> mayDispatch ? Step.INITIALIZE : Step.REST;
            case PROCESSING -> mayDispatch ? nextOfProcessing() : Step.REST;
            case ENDING -> mayDispatch ? Step.SHARD_ENDED : Step.REST;
            case DRAINING -> mayDispatch ? Step.SHUTDOWN_REQUESTED : Step.REST;
            case SAVING_END -> writing ? Step.REST : Step.SAVE_END;
            case RELEASING -> writing ? Step.REST : Step.RELEASE;
        };
    }

    private Step nextOfProcessing() {
        if (failing != Step.REST) return failing;
        if (timerDue) return Step.FIRE_TIMER;
        if (batchReady) return Step.PROCESS_RECORDS;
        return endOfShard ? Step.REACH_END : Step.REST;
    }
}
