package io.anabranch.simulator.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.SequenceNumber;
import io.anabranch.simulator.stream.ShardRecords;
import io.anabranch.simulator.stream.StreamException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Frames of the event stream that answers SubscribeToShard. Big-endian:
 * <pre>
 * bytes  meaning
 *   4    length of the whole frame: 16 + headers + payload
 *   4    length of the headers
 *   4    CRC32 of the 8 bytes before
 *   n    headers: name length (1), name, type 7 for a string (1), value length (2), value
 *   n    payload, in the format of the request
 *   4    CRC32 of everything before
 * </pre>
 */
public final class EventFrame {
    private static final int PRELUDE_BYTES = 8;
    private static final int FRAME_OVERHEAD = 16;
    private static final int STRING = 7;

    private EventFrame() {}

    /** The frame every stream begins with. */
    public static OutputBuffer initialResponse(WireFormat format) {
        byte[] nothing = WireWriter.write(format, new WireValue.Structure(Map.of()));
        return whole(headers(format, "event", "initial-response"), nothing);
    }

    /**
     * A SubscribeToShardEvent.
     *
     * @param continuation null at the end of a closed shard
     * @param childShards  null unless at the end of a closed shard
     */
    public static OutputBuffer records(
            WireFormat format, ShardRecords records, @Nullable SequenceNumber continuation, WireValue.@Nullable Items childShards) {
        String next = continuation == null ? null : continuation.toString();
        RecordsAnswer answer = RecordsAnswer.of(format, records, RecordsAnswer.Next.CONTINUATION, next, childShards);
        byte[] headers = format == WireFormat.JSON ? Headers.JSON_EVENT : Headers.CBOR_EVENT;
        OutputBuffer out = new OutputBuffer(FRAME_OVERHEAD + headers.length + answer.expectedLength());
        begin(out, headers);
        answer.write(out);
        return end(out);
    }

    /** What ends a stream before its time. */
    public static OutputBuffer exception(WireFormat format, StreamException exception) {
        Map<String, WireValue> members = new LinkedHashMap<>();
        Optional.ofNullable(exception.getMessage()).ifPresent(message -> members.put("message", new WireValue.Text(message)));
        // An error of the model here, and not the name that a whole answer has for it.
        String name = exception.type() == ErrorType.INTERNAL_FAILURE ? "InternalFailureException" : exception.type().wireName();
        return whole(headers(format, "exception", name), WireWriter.write(format, new WireValue.Structure(members)));
    }

    /** Made once: the same for every event. */
    private static final class Headers {
        private static final byte[] JSON_EVENT = headers(WireFormat.JSON, "event", "SubscribeToShardEvent");
        private static final byte[] CBOR_EVENT = headers(WireFormat.CBOR, "event", "SubscribeToShardEvent");
    }

    private static byte[] headers(WireFormat format, String messageType, String name) {
        OutputBuffer out = new OutputBuffer(128);
        header(out, ":" + messageType + "-type", name);
        header(out, ":content-type", format == WireFormat.JSON ? "application/json" : "application/cbor");
        header(out, ":message-type", messageType);
        return Arrays.copyOf(out.array(), out.length());
    }

    private static void header(OutputBuffer out, String name, String value) {
        byte[] text = value.getBytes(UTF_8);
        out.put(name.length()).put(name.getBytes(UTF_8)).put(STRING).bigEndian(text.length, 2).put(text);
    }

    private static OutputBuffer whole(byte[] headers, byte[] payload) {
        OutputBuffer out = new OutputBuffer(FRAME_OVERHEAD + headers.length + payload.length);
        begin(out, headers);
        out.put(payload);
        return end(out);
    }

    private static void begin(OutputBuffer out, byte[] headers) {
        out.bigEndian(0, 4).bigEndian(headers.length, 4).bigEndian(0, 4).put(headers);
    }

    private static OutputBuffer end(OutputBuffer out) {
        ByteBuffer.wrap(out.array()).putInt(0, out.length() + 4);
        ByteBuffer.wrap(out.array()).putInt(PRELUDE_BYTES, crc(out, PRELUDE_BYTES));
        return out.bigEndian(crc(out, out.length()), 4);
    }

    private static int crc(OutputBuffer out, int length) {
        CRC32 crc = new CRC32();
        crc.update(out.array(), 0, length);
        return (int) crc.getValue();
    }
}
