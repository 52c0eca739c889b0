package io.anabranch.kcl.replay;

import io.anabranch.kcl.model.ShardId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Puts the digests of the shards together, in the order they are added: SHA-256 over id, count and hash of each shard that had records. */
final class StreamDigest {
    private final MessageDigest sha = sha256();

    void add(ShardId shard, long records, RecordDigest digest) {
        if (records == 0) return;
        byte[] id = shard.value().getBytes(StandardCharsets.UTF_8);
        ByteBuffer numbers = ByteBuffer.allocate(4 * Long.BYTES);
        numbers.putLong(id.length).putLong(records).putLong(digest.first()).putLong(digest.second());
        sha.update(id);
        sha.update(numbers.flip());
    }

    String hex() {
        return HexFormat.of().formatHex(sha.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
