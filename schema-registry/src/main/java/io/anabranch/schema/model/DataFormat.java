package io.anabranch.schema.model;

/** Language a definition is written in. Only {@link #AVRO} is parsed, canonicalised and checked for compatibility; the others are stored as they come. */
public enum DataFormat {
    AVRO,
    JSON,
    PROTOBUF
}
