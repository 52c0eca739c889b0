package io.anabranch.kcl.processor;

import java.util.Objects;

/** No records. */
record EmptyBatch(long millisBehindLatest) implements RecordBatch {
    @Override
    public int size() {
        return 0;
    }

    @Override
    public KinesisRecord get(int index) {
        throw new IndexOutOfBoundsException("the batch is empty, asked for " + index);
    }

    @Override
    public long sizeBytes() {
        return 0;
    }

    @Override
    public long arrivalMillis(int index) {
        throw new IndexOutOfBoundsException("the batch is empty, asked for " + index);
    }

    @Override
    public RecordBatch slice(int fromIndex, int toIndex) {
        Objects.checkFromToIndex(fromIndex, toIndex, 0);
        return this;
    }
}
