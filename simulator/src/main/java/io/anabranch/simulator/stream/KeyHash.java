package io.anabranch.simulator.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** MD5 of partition keys with one digest, used again for every key. One per thread. */
public final class KeyHash {
    private static final ThreadLocal<KeyHash> OF_THREAD = ThreadLocal.withInitial(KeyHash::new);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final MessageDigest md5;
    private final byte[] hash = new byte[16];

    private KeyHash() {
        try {
            md5 = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    static KeyHash ofThread() {
        return OF_THREAD.get();
    }

    /** The hash key of a partition key. */
    public static BigInteger of(String partitionKey) {
        byte[] key = partitionKey.getBytes(StandardCharsets.UTF_8);
        KeyHash thread = ofThread();
        thread.digest(key, 0, key.length);
        return new BigInteger(1, thread.hash);
    }

    /** Gives every record of the batch that has no explicit hash key the one of its partition key. */
    void hash(PutBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            if (batch.isHashed(i)) continue;
            digest(batch.keySource(i), batch.keyOffset(i), batch.keyLength(i));
            batch.hash(i, (long) LONGS.get(hash, 0), (long) LONGS.get(hash, 8));
        }
    }

    private void digest(byte[] source, int offset, int length) {
        md5.update(source, offset, length);
        try {
            md5.digest(hash, 0, hash.length);
        } catch (DigestException e) {
            throw new IllegalStateException("MD5 has 16 bytes", e);
        }
    }
}
