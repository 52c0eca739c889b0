package io.anabranch.schema.compatibility;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.anabranch.schema.model.DataFormat;
import io.anabranch.schema.model.Fingerprint;
import io.anabranch.schema.model.Limits;
import io.anabranch.schema.model.SchemaRefusedException;
import io.anabranch.schema.model.SchemaRefusedException.Reason;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A definition that was found well formed.
 *
 * @param avro the parsed schema; empty for the other formats, whose definitions are compared by their text and never checked against each other
 */
public record Definition(DataFormat format, String text, Fingerprint fingerprint, Optional<Schema> avro) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads {@code text}; refused as INVALID if it is empty, too long or not of this format. Takes time in proportion to its length. */
    public static Definition parse(DataFormat format, String text) throws SchemaRefusedException {
        if (text.isBlank() || text.length() > Limits.DEFINITION) {
            throw invalid(format, "it must have 1 to 170000 characters, has " + text.length());
        }
        return switch (format) {
            case AVRO -> avro(text);
            case JSON -> json(text);
            case PROTOBUF -> verbatim(format, text);
        };
    }

    private static Definition avro(String text) throws SchemaRefusedException {
        try {
            Schema schema = new Schema.Parser().parse(text);
            return new Definition(DataFormat.AVRO, text, Fingerprint.of(CanonicalForm.ALGORITHM, CanonicalForm.of(schema)), Optional.of(schema));
        } catch (StackOverflowError e) {
            throw invalid(DataFormat.AVRO, "it is nested too deeply");
        } catch (RuntimeException e) {
            // Not only AvroRuntimeException: Avro 1.12 answers a name it does not know with a NullPointerException.
            throw invalid(DataFormat.AVRO, e.getMessage());
        }
    }

    private static Definition json(String text) throws SchemaRefusedException {
        try {
            JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw invalid(DataFormat.JSON, e.getOriginalMessage());
        }
        return verbatim(DataFormat.JSON, text);
    }

    private static Definition verbatim(DataFormat format, String text) {
        return new Definition(format, text, Fingerprint.of(CanonicalForm.ALGORITHM, text), Optional.empty());
    }

    private static SchemaRefusedException invalid(DataFormat format, @Nullable String why) {
        return new SchemaRefusedException(Reason.INVALID, "Schema definition of " + format + " data format is invalid: " + why);
    }
}
