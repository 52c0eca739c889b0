package io.anabranch.simulator.transfer;

import io.anabranch.simulator.stream.SequenceNumber;
import io.anabranch.simulator.stream.ShardId;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A record's members as text. What cannot be read is an IllegalArgumentException that says why. */
final class Fields {
    static final String SHARD = "shardId";
    static final String SEQUENCE = "sequenceNumber";
    static final String ARRIVAL = "arrival";
    static final String KEY = "partitionKey";
    static final String DATA = "data";
    /** {@link #KMS} or absent. */
    static final String ENCRYPTION = "encryptionType";
    static final List<String> NAMES = List.of(SHARD, SEQUENCE, ARRIVAL, KEY, DATA, ENCRYPTION);

    static final String KMS = "KMS";

    private static final Pattern NUMBER = Pattern.compile("\\d{1,128}");

    private Fields() {}

    /** @param values in the order of {@link #NAMES}, null for what is absent */
    static TransferRecord record(@Nullable String[] values) {
        return new TransferRecord(
                shardId(present(SHARD, values[0])),
                number(present(SEQUENCE, values[1])),
                instant(present(ARRIVAL, values[2])).toEpochMilli(),
                Optional.ofNullable(values[3]),
                encrypted(values[5]),
                bytes(present(DATA, values[4])));
    }

    static boolean encrypted(@Nullable String text) {
        if (text == null || text.isEmpty() || text.equals("NONE")) return false;
        if (!text.equals(KMS)) throw new IllegalArgumentException("'" + ENCRYPTION + "' is " + KMS + " or NONE, not '" + text + "'");
        return true;
    }

    private static String present(String name, @Nullable String value) {
        if (value == null) throw new IllegalArgumentException("'" + name + "' is missing");
        return value;
    }

    static ShardId shardId(String text) {
        return ShardId.parse(text).orElseThrow(() -> new IllegalArgumentException("not a shard id: '" + text + "'"));
    }

    static SequenceNumber number(String text) {
        if (!NUMBER.matcher(text).matches()) throw new IllegalArgumentException("not a sequence number: '" + text + "'");
        return new SequenceNumber(new BigInteger(text));
    }

    static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not an instant such as 2026-01-31T09:30:00.000Z: '" + text + "'", e);
        }
    }

    private static ByteBuffer bytes(String text) {
        try {
            return ByteBuffer.wrap(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + DATA + "' is not base64: " + e.getMessage(), e);
        }
    }

    static String base64(TransferRecord record) {
        return Base64.getEncoder().encodeToString(record.bytes());
    }
}
