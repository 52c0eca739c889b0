package io.anabranch.samples.worker;

import io.anabranch.kcl.model.SequenceNumber;
import io.anabranch.kcl.processor.Checkpointer;
import io.anabranch.kcl.processor.KinesisRecord;
import io.anabranch.kcl.processor.LeaseLostException;
import io.anabranch.kcl.processor.ProcessorContext;
import io.anabranch.kcl.processor.RecordBatch;
import io.anabranch.kcl.processor.RecordProcessor;
import java.util.concurrent.CompletionStage;

/**
 * Puts a record's line into the history once its processor is done with it: when the batch has returned, or before a checkpoint of the processor's
 * own that covers it. So a line never stands for work that was not done, and no checkpoint is ever ahead of the lines.
 */
final class ChronicledProcessor extends ForwardingProcessor {
    private final Chronicle chronicle;
    private final Clocks clocks;

    ChronicledProcessor(RecordProcessor processor, Chronicle chronicle, Clocks clocks) {
        super(processor);
        this.chronicle = chronicle;
        this.clocks = clocks;
    }

    @Override
    public void processRecords(RecordBatch records, ProcessorContext context) throws Exception {
        Dispatch dispatch = new Dispatch(records, context);
        processor.processRecords(records, new ContextWithCheckpointer(context, dispatch));
        dispatch.writeAll();
    }

    /** One batch on its way through the processor; its checkpointer writes the lines a checkpoint covers before it. */
    private final class Dispatch implements Checkpointer {
        private final RecordBatch records;
        private final ProcessorContext context;
        private final long millis = clocks.wall().millis();
        private final long nanos = clocks.nanos().getAsLong();
        private int written;

        Dispatch(RecordBatch records, ProcessorContext context) {
            this.records = records;
            this.context = context;
        }

        synchronized void writeAll() {
            while (written < records.size()) write(records.get(written++));
            chronicle.flush();
        }

        private synchronized void writeUpTo(SequenceNumber last) {
            while (written < records.size() && records.get(written).sequenceNumber().compareTo(last) <= 0) write(records.get(written++));
            chronicle.flush();
        }

        private void write(KinesisRecord record) {
            chronicle.record(context.shard().value(), context.fencingToken(), record, millis, nanos);
        }

        @Override
        public void checkpoint() throws LeaseLostException, InterruptedException {
            writeAll();
            context.checkpointer().checkpoint();
        }

        @Override
        public void checkpoint(SequenceNumber sequenceNumber) throws LeaseLostException, InterruptedException {
            writeUpTo(sequenceNumber);
            context.checkpointer().checkpoint(sequenceNumber);
        }

        @Override
        public CompletionStage<Void> checkpointAsync(SequenceNumber sequenceNumber) {
            writeUpTo(sequenceNumber);
            return context.checkpointer().checkpointAsync(sequenceNumber);
        }
    }
}
