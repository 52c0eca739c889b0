package io.anabranch.simulator.shape;

import io.anabranch.simulator.wire.Base64Text;
import io.anabranch.simulator.wire.WireValue;
import java.util.List;

/** Bytes: a byte string in CBOR, base64 in JSON. */
public final class BlobShape extends Shape {
    private final int maxBytes;

    public BlobShape(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    WireValue coerce(WireValue value) {
        if (value instanceof WireValue.Blob) {
            return value;
        }
        if (value instanceof WireValue.Text text) {
            return decode(text.value());
        }
        throw refuse(value, "a Blob");
    }

    private static WireValue decode(String base64) {
        try {
            return new WireValue.Blob(Base64Text.decode(base64));
        } catch (IllegalArgumentException e) {
            throw serialization("'" + told(base64) + "' can not be converted to a Blob: " + e.getMessage());
        }
    }

    @Override
    void check(WireValue value, String path, List<String> violations) {
        if (((WireValue.Blob) value).bytes().length > maxBytes) {
            violate(value, path, "Member must have length less than or equal to " + maxBytes, violations);
        }
    }

    @Override
    String render(WireValue value) {
        int length = ((WireValue.Blob) value).bytes().length;
        return "java.nio.HeapByteBuffer[pos=0 lim=" + length + " cap=" + length + "]";
    }
}
