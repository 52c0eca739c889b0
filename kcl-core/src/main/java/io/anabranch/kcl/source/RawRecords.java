package io.anabranch.kcl.source;

import java.nio.ByteBuffer;

/**
 * A second face that a {@link io.anabranch.kcl.processor.RecordBatch} may have: its records as bytes and offsets, so that a digest or a copy
 * makes no object for each of them. What it shows equals what the records themselves say.
 */
public interface RawRecords {
    /** Shows every record of the batch, in order. */
    void forEachRaw(Sink sink);

    /** Takes one record at a time. */
    @FunctionalInterface
    interface Sink {
        /**
         * @param sequenceHigh   bits 128 and up of the sequence number
         * @param sequenceMiddle bits 64 to 127
         * @param sequenceLow    bits 0 to 63
         * @param bytes          holds key and payload at the offsets given, whatever its position, limit and byte order; valid during the call
         * @param keyLength      of the partition key in UTF-8; -1 if it is absent
         */
        void record(
                long sequenceHigh,
                long sequenceMiddle,
                long sequenceLow,
                ByteBuffer bytes,
                int keyOffset,
                int keyLength,
                int dataOffset,
                int dataLength);
    }
}
