package io.anabranch.simulator.operation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.StreamException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongSupplier;

/** NextToken of the operations that list: opaque, good for 300 s. Thread-safe. */
final class PageTokens {
    static final long LIFE_MILLIS = 300_000;

    private final Seal seal;
    private final LongSupplier nowMillis;

    PageTokens(Seal seal, LongSupplier nowMillis) {
        this.seal = seal;
        this.nowMillis = nowMillis;
    }

    /** @param fields none of them with a NUL in it */
    String issue(byte kind, List<String> fields) {
        byte[] text = String.join("\0", fields).getBytes(UTF_8);
        return seal.close(kind, ByteBuffer.allocate(8 + text.length).putLong(nowMillis.getAsLong()).put(text).array());
    }

    /**
     * The fields of a token.
     *
     * @throws StreamException INVALID_ARGUMENT if it is none of this kind, EXPIRED_NEXT_TOKEN after 300 s
     */
    List<String> read(byte kind, String token) {
        ByteBuffer content =
                seal.open(kind, token).orElseThrow(() -> new StreamException(ErrorType.INVALID_ARGUMENT, "The provided NextToken is invalid."));
        if (nowMillis.getAsLong() - content.getLong() > LIFE_MILLIS) {
            throw new StreamException(ErrorType.EXPIRED_NEXT_TOKEN, "The provided NextToken has expired.");
        }
        return List.of(UTF_8.decode(content).toString().split("\0", -1));
    }
}
