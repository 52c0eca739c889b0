package io.anabranch.schema.serde;

/** What the body of an envelope went through. */
public enum Compression {
    NONE(0),
    /** One zlib stream over the body; never over the envelope's header. */
    ZLIB(5);

    private final byte code;

    Compression(int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }
}
