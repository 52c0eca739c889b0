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
    private final Trailer trailer;
    private int line = 1;

    JsonLinesReader(InputStream source) throws IOException {
        in = OutlineJson.FACTORY.createParser(source);
        OutlineJson.Header header = readHeader();
        outline = header.outline();
        trailer = new Trailer(header.trailer());
    }

    private OutlineJson.Header readHeader() throws IOException {
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
            if (token == null) return ended();
            if (token != JsonToken.START_OBJECT) throw new IllegalArgumentException("not a JSON object");
            return readLine();
        } catch (JsonProcessingException e) {
            throw new BadTransferException("line " + e.getLocation().getLineNr(), "not JSON: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new BadTransferException(place(), String.valueOf(e.getMessage()), e);
        }
    }

    private Optional<TransferRecord> ended() throws BadTransferException {
        trailer.requireEnd(place());
        return Optional.empty();
    }

    private Optional<TransferRecord> readLine() throws IOException {
        @Nullable String[] values = new String[Fields.NAMES.size()];
        @Nullable String count = null;
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            int field = Fields.NAMES.indexOf(name);
            in.nextToken();
            if (field >= 0) values[field] = in.getValueAsString();
            else if (name.equals(Trailer.RECORDS)) count = in.getValueAsString();
            else in.skipChildren();
        }
        if (count != null && trailer.isExpected()) {
            trailer.found(count, place());
            return next();
        }
        TransferRecord record = Fields.record(values);
        trailer.record(place());
        return Optional.of(record);
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
