package io.anabranch.schema.serde;

import io.anabranch.schema.model.SchemaException;
import java.nio.ByteBuffer;

/** What came of data that may or may not be a record of the registry. */
public sealed interface Decoded<T> {
    record Value<T>(T value) implements Decoded<T> {}

    /**
     * No record of the registry, for the reason given.
     *
     * @param data the buffer as it was given, not moved
     */
    record Raw<T>(ByteBuffer data, SchemaException reason) implements Decoded<T> {}
}
