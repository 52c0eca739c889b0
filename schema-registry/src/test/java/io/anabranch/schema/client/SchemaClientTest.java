package io.anabranch.schema.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.anabranch.schema.model.RegistryUnavailableException;
import io.anabranch.schema.model.SchemaName;
import io.anabranch.schema.model.SchemaRefusedException;
import io.anabranch.schema.model.SchemaRefusedException.Reason;
import io.anabranch.schema.model.UnknownSchemaException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class SchemaClientTest {
    private static final UUID KNOWN = new UUID(0, 1);
    private static final UUID UNKNOWN = new UUID(0, 2);
    private static final Schema SCHEMA = Schema.create(Schema.Type.STRING);

    private final CountingSource source = new CountingSource();
    private final AtomicLong nanos = new AtomicLong();
    private final SchemaClient client = SchemaClient.of(source, nanos::get);

    @Test
    void aFoundSchemaIsAskedForOnceAndIsTheSameInstanceForEver() throws Exception {
        source.definitions.put(KNOWN, "\"string\"");
        RegisteredSchema first = client.schema(KNOWN);
        nanos.addAndGet(Duration.ofDays(400).toNanos());

        assertThat(client.schema(KNOWN)).isSameAs(first);
        assertThat(first.schema()).isEqualTo(SCHEMA);
        assertThat(source.questions).hasValue(1);
    }

    @Test
    void anUnknownIdIsAskedForOnceASecond() throws Exception {
        assertUnknown(UNKNOWN);
        nanos.addAndGet(Duration.ofMillis(999).toNanos());
        assertUnknown(UNKNOWN);
        assertThat(source.questions).hasValue(1);

        source.definitions.put(UNKNOWN, "\"string\"");
        nanos.addAndGet(Duration.ofMillis(2).toNanos());
        assertThat(client.schema(UNKNOWN).schema()).isEqualTo(SCHEMA);
        assertThat(source.questions).hasValue(2);
    }

    @Test
    void anOutageIsNotRemembered() throws Exception {
        source.definitions.put(KNOWN, "\"string\"");
        source.down = true;
        assertThatExceptionOfType(RegistryUnavailableException.class).isThrownBy(() -> client.schema(KNOWN));
        assertThatExceptionOfType(RegistryUnavailableException.class).isThrownBy(() -> client.register(SchemaName.of("a"), SCHEMA));
        source.down = false;

        assertThat(client.schema(KNOWN).schema()).isEqualTo(SCHEMA);
        assertThat(client.register(SchemaName.of("a"), SCHEMA)).isNotNull();
    }

    @Test
    void anOutageDoesNotTouchWhatIsCached() throws Exception {
        source.definitions.put(KNOWN, "\"string\"");
        client.schema(KNOWN);
        source.down = true;

        assertThat(client.schema(KNOWN).schema()).isEqualTo(SCHEMA);
    }

    @Test
    void aDefinitionThatIsNoAvroIsTheRegistrysFault() {
        source.definitions.put(KNOWN, "\"strin\"");
        assertThatExceptionOfType(RegistryUnavailableException.class).isThrownBy(() -> client.schema(KNOWN)).withMessageContaining("no Avro schema");
    }

    @Test
    void threadsThatAskAtOnceCauseOneQuestion() throws Exception {
        source.definitions.put(KNOWN, "\"string\"");
        source.held = new CountDownLatch(1);
        var pool = Executors.newFixedThreadPool(8);
        try {
            var answers = new ArrayList<Future<RegisteredSchema>>();
            for (int i = 0; i < 8; i++) answers.add(pool.submit(() -> client.schema(KNOWN)));
            source.asked.await();
            source.held.countDown();

            RegisteredSchema first = answers.get(0).get();
            for (var answer : answers) assertThat(answer.get()).isSameAs(first);
            assertThat(source.questions).hasValue(1);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aRegistrationIsAskedForOncePerNameAndText() throws Exception {
        UUID id = client.register(SchemaName.of("a"), SCHEMA);

        assertThat(client.register(SchemaName.of("a"), Schema.create(Schema.Type.STRING))).isEqualTo(id);
        assertThat(source.registrations).hasValue(1);
        client.register(SchemaName.of("b"), SCHEMA);
        assertThat(source.registrations).hasValue(2);
    }

    @Test
    void aRefusalReachesTheCaller() {
        source.refusing = true;
        assertThatExceptionOfType(SchemaRefusedException.class)
                .isThrownBy(() -> client.register(SchemaName.of("a"), SCHEMA))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.INCOMPATIBLE));
    }

    private void assertUnknown(UUID id) {
        assertThatExceptionOfType(UnknownSchemaException.class).isThrownBy(() -> client.schema(id)).satisfies(e -> assertThat(e.id()).isEqualTo(id));
    }

    private static final class CountingSource implements SchemaSource {
        final Map<UUID, String> definitions = new ConcurrentHashMap<>();
        final AtomicInteger questions = new AtomicInteger();
        final AtomicInteger registrations = new AtomicInteger();
        final CountDownLatch asked = new CountDownLatch(1);
        volatile CountDownLatch held = new CountDownLatch(0);
        volatile boolean down;
        volatile boolean refusing;

        @Override
        public Optional<String> definition(UUID id) throws RegistryUnavailableException {
            questions.incrementAndGet();
            asked.countDown();
            try {
                held.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (down) throw new RegistryUnavailableException("down");
            return Optional.ofNullable(definitions.get(id));
        }

        @Override
        public UUID register(SchemaName name, String definition) throws RegistryUnavailableException, SchemaRefusedException {
            registrations.incrementAndGet();
            if (down) throw new RegistryUnavailableException("down");
            if (refusing) throw new SchemaRefusedException(Reason.INCOMPATIBLE, "no");
            return UUID.nameUUIDFromBytes((name + definition).getBytes(StandardCharsets.UTF_8));
        }
    }
}
