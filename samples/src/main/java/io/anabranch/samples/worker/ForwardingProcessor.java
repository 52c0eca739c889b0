package io.anabranch.samples.worker;

import io.anabranch.kcl.processor.ProcessorContext;
import io.anabranch.kcl.processor.RecordProcessor;

/** Hands every call but that for records to another processor. */
abstract class ForwardingProcessor implements RecordProcessor {
    protected final RecordProcessor processor;

    ForwardingProcessor(RecordProcessor processor) {
        this.processor = processor;
    }

    @Override
    public void initialize(ProcessorContext context) throws Exception {
        processor.initialize(context);
    }

    @Override
    public void shardEnded(ProcessorContext context) throws Exception {
        processor.shardEnded(context);
    }

    @Override
    public void shutdownRequested(ProcessorContext context) throws Exception {
        processor.shutdownRequested(context);
    }

    @Override
    public void leaseLost(ProcessorContext context) {
        processor.leaseLost(context);
    }
}
