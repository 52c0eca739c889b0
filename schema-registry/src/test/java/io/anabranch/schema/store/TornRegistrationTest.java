package io.anabranch.schema.store;

import static io.anabranch.schema.Schemas.field;
import static io.anabranch.schema.Schemas.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.schema.model.Compatibility;
import io.anabranch.schema.model.SchemaName;
import io.anabranch.schema.model.SchemaVersion;
import io.anabranch.schema.store.WritableStore.NewSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A crash at any byte of a registration that was never answered leaves what was answered, and room to register again. */
class TornRegistrationTest {
    private static final NewSchema ORDERS = NewSchema.avro(new SchemaName("shop", "orders"), Compatibility.BACKWARD);

    @TempDir
    Path folder;

    @Test
    void acknowledgedVersionsKeepTheirIdsAndTheTornOneIsRegisteredAnew() throws Exception {
        Path data = folder.resolve("whole");
        SchemaVersion first;
        long acknowledged;
        try (var store = open(data, 1)) {
            first = store.register(ORDERS, order());
            acknowledged = Files.size(SchemaStore.journalIn(data));
            store.register(ORDERS, order(field("a", "\"int\"", "0")));
        }
        byte[] whole = Files.readAllBytes(SchemaStore.journalIn(data));
        for (int length = (int) acknowledged; length < whole.length; length++) {
            Path torn = copy(length, Arrays.copyOf(whole, length));
            try (var reader = SchemaStore.openReadOnly(torn)) {
                assertThat(reader.versions(ORDERS.name())).as("cut to %d", length).containsExactly(first);
            }
            assertThat(Files.size(SchemaStore.journalIn(torn))).isEqualTo(length);
            try (var store = open(torn, 100)) {
                assertThat(store.version(first.id())).contains(first);
                assertThat(store.register(ORDERS, order(field("a", "\"int\"", "0")))).satisfies(again -> {
                    assertThat(again.number()).isEqualTo(2);
                    assertThat(again.id()).isEqualTo(new UUID(0, 100));
                });
            }
            try (var store = open(torn, 200)) {
                assertThat(store.versions(ORDERS.name())).hasSize(2);
            }
        }
    }

    private Path copy(int length, byte[] bytes) throws IOException {
        Path torn = folder.resolve("torn" + length);
        Files.createDirectories(torn.resolve(SchemaStore.FOLDER));
        Files.write(SchemaStore.journalIn(torn), bytes);
        return torn;
    }

    private static WritableStore open(Path data, long firstId) throws IOException {
        long[] next = {firstId};
        return WritableStore.open(data, InstantSource.system(), () -> new UUID(0, next[0]++), true);
    }
}
