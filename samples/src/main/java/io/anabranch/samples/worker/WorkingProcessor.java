package io.anabranch.samples.worker;

import io.anabranch.kcl.processor.ProcessorContext;
import io.anabranch.kcl.processor.RecordBatch;
import io.anabranch.kcl.processor.RecordProcessor;

/** The user's processor with the work a record is said to take, counted on the status board. */
final class WorkingProcessor extends ForwardingProcessor {
    private final long workMillis;
    private final Pause pause;
    private final StatusBoard board;

    /** @param workMillis how much longer each record takes */
    WorkingProcessor(RecordProcessor processor, long workMillis, Pause pause, StatusBoard board) {
        super(processor);
        this.workMillis = workMillis;
        this.pause = pause;
        this.board = board;
    }

    @Override
    public void processRecords(RecordBatch records, ProcessorContext context) throws Exception {
        if (workMillis > 0) pause.millis(workMillis * records.size());
        processor.processRecords(records, context);
        board.processed(records, context);
    }
}
