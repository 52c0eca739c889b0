package io.anabranch.samples.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** How bodies are written. */
enum Format {
    JSON("application/x-amz-json-1.1"),
    CBOR("application/x-amz-cbor-1.1");

    final String contentType;

    Format(String contentType) {
        this.contentType = contentType;
    }

    private JsonFactory factory() {
        return switch (this) {
            case JSON -> new JsonFactory();
            case CBOR -> new CBORFactory();
        };
    }

    /** Writes the members of a body. */
    interface Members {
        void write(JsonGenerator out) throws IOException;
    }

    byte[] body(Members members) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = factory().createGenerator(bytes)) {
            out.writeStartObject();
            members.write(out);
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }
}
