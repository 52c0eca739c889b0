package io.anabranch.schema.serde;

import io.anabranch.schema.model.BadEnvelopeException;
import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** One zlib stream in memory, with an end whatever the input is: a stream that stops making progress is an error and so is one that grows past a bound. */
final class Zlib {
    private static final int CHUNK = 8192;

    private Zlib() {}

    static byte[] deflate(byte[] plain) {
        var deflater = new Deflater();
        try {
            deflater.setInput(plain);
            deflater.finish();
            var out = new ByteArrayOutputStream(plain.length / 2 + 32);
            byte[] chunk = new byte[CHUNK];
            while (!deflater.finished()) out.write(chunk, 0, deflater.deflate(chunk));
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    static byte[] inflate(byte[] compressed, int maxBytes) throws BadEnvelopeException {
        var inflater = new Inflater();
        try {
            inflater.setInput(compressed);
            return inflate(inflater, maxBytes);
        } catch (DataFormatException e) {
            throw new BadEnvelopeException("the body is no zlib stream: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }

    private static byte[] inflate(Inflater inflater, int maxBytes) throws DataFormatException, BadEnvelopeException {
        var out = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK];
        while (!inflater.finished()) {
            int count = inflater.inflate(chunk);
            if (count == 0 && !inflater.finished()) throw new BadEnvelopeException("the body's zlib stream is cut short");
            if (count > maxBytes - out.size()) throw new BadEnvelopeException("the body inflates to more than " + maxBytes + " bytes");
            out.write(chunk, 0, count);
        }
        if (inflater.getRemaining() > 0) throw new BadEnvelopeException(inflater.getRemaining() + " bytes follow the body's zlib stream");
        return out.toByteArray();
    }
}
