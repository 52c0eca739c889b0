package io.anabranch.simulator.operation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.anabranch.simulator.stream.Identity;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes text that only this simulator can read or make, each for one identity: AES-GCM with a key from the data folder, so what it made survives a
 * restart.
 * Thread-safe.
 *
 * <pre>
 * base64 of
 *   8 bytes  00 .. 00 01, as the service's iterators begin
 *  12 bytes  nonce
 *   n bytes  sealed content
 *  16 bytes  tag over the content, the kind and the identity
 * </pre>
 */
final class Seal {
    private static final long LEAD = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int OVERHEAD = Long.BYTES + NONCE_BYTES + TAG_BYTES;

    /** To look one up costs more than to use it. */
    private static final ThreadLocal<Cipher> CIPHERS = ThreadLocal.withInitial(Seal::newCipher);

    private final SecretKeySpec key;
    private final byte[] identity;
    private final RandomGenerator random;

    /** @param random thread-safe; nonces come from it */
    Seal(byte[] key, Identity identity, RandomGenerator random) {
        this.key = new SecretKeySpec(key, "AES");
        this.identity = identity.arnPrefix().getBytes(UTF_8);
        this.random = random;
    }

    /** @param kind what it is for; text of one kind does not open as another */
    String close(byte kind, byte[] content) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        ByteBuffer sealed = ByteBuffer.allocate(OVERHEAD + content.length).putLong(LEAD).put(nonce);
        try {
            sealed.put(cipher(Cipher.ENCRYPT_MODE, kind, nonce).doFinal(content));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM refused to seal", e);
        }
        return Base64.getEncoder().encodeToString(sealed.array());
    }

    /** Empty if the text was not made by {@link #close} with this key and kind. */
    Optional<ByteBuffer> open(byte kind, String text) {
        try {
            byte[] sealed = Base64.getDecoder().decode(text);
            if (sealed.length < OVERHEAD || ByteBuffer.wrap(sealed).getLong() != LEAD) {
                return Optional.empty();
            }
            byte[] nonce = new byte[NONCE_BYTES];
            System.arraycopy(sealed, Long.BYTES, nonce, 0, NONCE_BYTES);
            int start = Long.BYTES + NONCE_BYTES;
            return Optional.of(ByteBuffer.wrap(cipher(Cipher.DECRYPT_MODE, kind, nonce).doFinal(sealed, start, sealed.length - start)));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            return Optional.empty(); // no base64, or not ours: the caller says which error that is
        }
    }

    private Cipher cipher(int mode, byte kind, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = CIPHERS.get();
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
        cipher.updateAAD(new byte[] {kind});
        cipher.updateAAD(identity);
        return cipher;
    }

    private static Cipher newCipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES-GCM", e);
        }
    }
}
