package io.anabranch.simulator.wire;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A body as a tree, the same for JSON and CBOR. Null members are left out of a {@link Structure} and kept in an {@link Items}. */
public sealed interface WireValue {
    record Nothing() implements WireValue {}

    record Text(String value) implements WireValue {}

    record Bool(boolean value) implements WireValue {}

    /**
     * A number of the body.
     *
     * @param whole rounded down, held within the range of a long
     */
    record Num(double value, long whole) implements WireValue {
        public static Num of(long whole) {
            return new Num(whole, whole);
        }

        static Num of(double value) {
            return new Num(value, (long) Math.floor(value));
        }
    }

    /** Bytes as such: CBOR only, since a blob in JSON is a {@link Text} until its shape is known. */
    record Blob(byte[] bytes) implements WireValue {}

    /** A moment with milliseconds: CBOR's tag 1; on the way out also JSON's seconds with a fraction. */
    record Time(Instant instant) implements WireValue {}

    record Items(List<WireValue> values) implements WireValue {}

    record Structure(Map<String, WireValue> members) implements WireValue {}
}
