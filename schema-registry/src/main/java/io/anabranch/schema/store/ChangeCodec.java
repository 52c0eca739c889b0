package io.anabranch.schema.store;

import io.anabranch.schema.model.Compatibility;
import io.anabranch.schema.model.DataFormat;
import io.anabranch.schema.model.Fingerprint;
import io.anabranch.schema.model.RegistryDescription;
import io.anabranch.schema.model.SchemaName;
import io.anabranch.schema.model.SchemaVersion;
import io.anabranch.schema.model.VersionMetadata;
import io.anabranch.schema.model.VersionStatus;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Changes as bytes: u16 number of changes, then each as u8 kind and its fields in the order of the records in {@link Change}. Texts and names of enum
 * constants are u32 length and UTF-8, instants epoch milliseconds, maps u16 count and pairs.
 */
final class ChangeCodec {
    private static final int REGISTRY = 1;
    private static final int SCHEMA = 2;
    private static final int VERSION = 3;
    private static final int METADATA = 4;

    private ChangeCodec() {}

    static byte[] encode(List<Change> changes) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeShort(changes.size());
            for (Change change : changes) write(out, change);
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array takes every write", e);
        }
        return bytes.toByteArray();
    }

    static List<Change> decode(byte[] payload) throws IOException {
        try (var in = new DataInputStream(new ByteArrayInputStream(payload))) {
            int count = in.readUnsignedShort();
            var changes = new ArrayList<Change>(count);
            for (int i = 0; i < count; i++) changes.add(read(in));
            if (in.available() > 0) throw new IOException(in.available() + " bytes too many");
            return changes;
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static void write(DataOutputStream out, Change change) throws IOException {
        if (change instanceof Change.RegistryCreated created) {
            writeRegistry(out, created.registry());
        } else if (change instanceof Change.SchemaCreated created) {
            writeSchema(out, created);
        } else if (change instanceof Change.VersionAdded added) {
            writeVersion(out, added.version());
        } else if (change instanceof Change.MetadataPut put) {
            writeMetadata(out, put);
        }
    }

    private static Change read(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case REGISTRY -> new Change.RegistryCreated(new RegistryDescription(text(in), text(in), texts(in), instant(in)));
            case SCHEMA -> new Change.SchemaCreated(
                    name(in), DataFormat.valueOf(text(in)), Compatibility.valueOf(text(in)), text(in), texts(in), instant(in));
            case VERSION -> new Change.VersionAdded(readVersion(in));
            case METADATA -> new Change.MetadataPut(id(in), new VersionMetadata(text(in), text(in), instant(in)));
            default -> throw new IOException("unknown kind of change " + kind);
        };
    }

    private static void writeRegistry(DataOutputStream out, RegistryDescription registry) throws IOException {
        out.writeByte(REGISTRY);
        write(out, registry.name());
        write(out, registry.description());
        write(out, registry.tags());
        out.writeLong(registry.created().toEpochMilli());
    }

    private static void writeSchema(DataOutputStream out, Change.SchemaCreated schema) throws IOException {
        out.writeByte(SCHEMA);
        write(out, schema.name().registry());
        write(out, schema.name().name());
        write(out, schema.format().name());
        write(out, schema.compatibility().name());
        write(out, schema.description());
        write(out, schema.tags());
        out.writeLong(schema.created().toEpochMilli());
    }

    private static void writeVersion(DataOutputStream out, SchemaVersion version) throws IOException {
        out.writeByte(VERSION);
        write(out, version.id());
        write(out, version.schema().registry());
        write(out, version.schema().name());
        out.writeLong(version.number());
        write(out, version.definition());
        write(out, version.format().name());
        write(out, version.status().name());
        out.writeInt(version.fingerprint().algorithm());
        write(out, version.fingerprint().sha256());
        out.writeLong(version.created().toEpochMilli());
    }

    private static SchemaVersion readVersion(DataInputStream in) throws IOException {
        return new SchemaVersion(
                id(in), name(in), in.readLong(), text(in), DataFormat.valueOf(text(in)), VersionStatus.valueOf(text(in)),
                new Fingerprint(in.readInt(), text(in)), instant(in));
    }

    private static void writeMetadata(DataOutputStream out, Change.MetadataPut put) throws IOException {
        out.writeByte(METADATA);
        write(out, put.version());
        write(out, put.metadata().key());
        write(out, put.metadata().value());
        out.writeLong(put.metadata().created().toEpochMilli());
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private static void write(DataOutputStream out, UUID id) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    private static void write(DataOutputStream out, Map<String, String> texts) throws IOException {
        out.writeShort(texts.size());
        for (var entry : new TreeMap<>(texts).entrySet()) {
            write(out, entry.getKey());
            write(out, entry.getValue());
        }
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) throw new IOException("a text of " + length + " bytes");
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static Map<String, String> texts(DataInputStream in) throws IOException {
        int count = in.readUnsignedShort();
        var texts = new LinkedHashMap<String, String>();
        for (int i = 0; i < count; i++) texts.put(text(in), text(in));
        return texts;
    }

    private static UUID id(DataInputStream in) throws IOException {
        return new UUID(in.readLong(), in.readLong());
    }

    private static SchemaName name(DataInputStream in) throws IOException {
        return new SchemaName(text(in), text(in));
    }

    private static Instant instant(DataInputStream in) throws IOException {
        return Instant.ofEpochMilli(in.readLong());
    }
}
