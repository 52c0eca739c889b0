package io.anabranch.simulator.transfer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what {@link JsonLinesWriter} writes; members it does not know are passed over. */
final class JsonLinesReader implements TransferReader {
    private final JsonParser in;
    private final StreamOutline outline;
    private int line = 1;

    JsonLinesReader(InputStream source) throws IOException {
        in = OutlineJson.FACTORY.createParser(source);
        outline = readOutline();
    }

    private StreamOutline readOutline() throws IOException {
        try {
            in.nextToken();
            return OutlineJson.read(in, place());
        } catch (JsonProcessingException e) {
            throw new BadTransferException(place(), "not JSON: " + e.getOriginalMessage(), e);
        }
    }

    @Override
    public StreamOutline outline() {
        return outline;
    }

    @Override
    public Optional<TransferRecord> next() throws IOException {
        try {
            JsonToken token = in.nextToken();
            line = in.currentTokenLocation().getLineNr();
            if (token == null) return Optional.empty();
            if (token != JsonToken.START_OBJECT) throw new IllegalArgumentException("not a JSON object");
            return Optional.of(readRecord());
        } catch (JsonProcessingException e) {
            throw new BadTransferException("line " + e.getLocation().getLineNr(), "not JSON: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new BadTransferException(place(), String.valueOf(e.getMessage()), e);
        }
    }

    private TransferRecord readRecord() throws IOException {
        @Nullable String[] values = new String[Fields.NAMES.size()];
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            int field = Fields.NAMES.indexOf(in.currentName());
            in.nextToken();
            if (field >= 0) values[field] = in.getValueAsString();
            else in.skipChildren();
        }
        return Fields.record(values[0], values[1], values[2], values[3], values[4]);
    }

    @Override
    public String place() {
        return "line " + line;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
