package io.anabranch.schema;

import static io.anabranch.schema.Schemas.field;
import static io.anabranch.schema.Schemas.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.anabranch.schema.model.Compatibility;
import io.anabranch.schema.model.SchemaName;
import io.anabranch.schema.model.SchemaRefusedException;
import io.anabranch.schema.model.SchemaRefusedException.Reason;
import io.anabranch.schema.model.SchemaVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaRegistryTest {
    private static final SchemaName ORDERS = new SchemaName("shop", "orders");

    @TempDir
    Path data;

    @Test
    void aRegisteredSchemaIsFoundByIdDefinitionAndName() throws Exception {
        var now = Instant.parse("2026-01-02T03:04:05.678Z");
        var id = new UUID(1, 2);
        try (var registry = SchemaRegistry.open(data, () -> now.plusNanos(1), () -> id)) {
            SchemaVersion version = registry.register("shop", "orders", order());

            assertThat(version.id()).isEqualTo(id);
            assertThat(version.number()).isEqualTo(1);
            assertThat(version.created()).isEqualTo(now);
            assertThat(registry.fetch(id)).contains(version);
            assertThat(registry.byDefinition("shop", "orders", order())).contains(version);
            assertThat(registry.versions(ORDERS)).containsExactly(version);
            assertThat(registry.list()).singleElement().satisfies(schema -> assertThat(schema.name()).isEqualTo(ORDERS));
        }
    }

    @Test
    void idsAndTextsSurviveARestart() throws Exception {
        var before = new ArrayList<SchemaVersion>();
        try (var registry = SchemaRegistry.open(data)) {
            before.add(registry.register("shop", "orders", order()));
            before.add(registry.register("shop", "orders", order(field("note", "\"string\"", "\"größer ☂\""))));
            before.add(registry.register("shop", "returns", order()));
        }
        try (var registry = SchemaRegistry.open(data)) {
            for (SchemaVersion version : before) assertThat(registry.fetch(version.id())).contains(version);
            assertThat(registry.register("shop", "orders", order())).isEqualTo(before.get(0));
            assertThat(registry.list()).extracting(schema -> schema.name().name()).containsExactly("orders", "returns");
        }
    }

    @Test
    void theSameDefinitionInAnotherSpellingHasTheSameId() throws Exception {
        try (var registry = SchemaRegistry.open(data)) {
            SchemaVersion first = registry.register("shop", "orders", order());
            String spelled = """
                    { "fields" : [ { "type" : { "type" : "long" }, "name" : "id" } ],
                      "name" : "shop.Order", "type" : "record" }
                    """;

            assertThat(registry.register("shop", "orders", spelled)).isEqualTo(first);
            assertThat(registry.byDefinition("shop", "orders", spelled)).contains(first);
            assertThat(first.definition()).isEqualTo(order());
        }
    }

    @Test
    void theSameDefinitionUnderAnotherNameIsAnotherVersion() throws Exception {
        try (var registry = SchemaRegistry.open(data)) {
            assertThat(registry.register("shop", "a", order()).id()).isNotEqualTo(registry.register("shop", "b", order()).id());
        }
    }

    @Test
    void anIncompatibleDefinitionIsRefusedWithEveryReasonAndNothingIsStored() throws Exception {
        try (var registry = SchemaRegistry.open(data)) {
            registry.register("shop", "orders", order());

            assertThatExceptionOfType(SchemaRefusedException.class)
                    .isThrownBy(() -> registry.register("shop", "orders", order(field("a", "\"int\""), field("b", "\"int\""))))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.INCOMPATIBLE))
                    .satisfies(e -> assertThat(e.violations()).hasSize(2).allMatch(each -> each.against() == 1));
            assertThat(registry.versions(ORDERS)).hasSize(1);
        }
    }

    @Test
    void aDefinitionThatIsNoAvroIsRefused() throws Exception {
        try (var registry = SchemaRegistry.open(data)) {
            for (String wrong : List.of("", " ", "{", "{\"type\":\"record\"}", "\"strin\"", order(field("a", "\"Missing\"")), order(field("a", "\"int\"", "\"x\"")), "{\"type\":\"array\"}", "[".repeat(80_000), " ".repeat(170_001))) {
                assertThatExceptionOfType(SchemaRefusedException.class)
                        .isThrownBy(() -> registry.register("shop", "orders", wrong))
                        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.INVALID));
            }
            assertThat(registry.list()).isEmpty();
        }
    }

    @Test
    void namesKeepToTheServicesAlphabet() throws Exception {
        try (var registry = SchemaRegistry.open(data)) {
            registry.register("a-zA-Z0-9_$#.", "x".repeat(255), order());
            for (String wrong : List.of("", "a/b", "ä", "a b", "x".repeat(256))) {
                assertThatIllegalArgumentException().isThrownBy(() -> registry.register("shop", wrong, order()));
            }
        }
    }

    @Test
    void disabledTakesNoSecondVersion() throws Exception {
        try (var registry = SchemaRegistry.open(data)) {
            SchemaVersion first = registry.register(ORDERS, order(), Compatibility.DISABLED);

            assertThat(registry.register(ORDERS, order(), Compatibility.DISABLED)).isEqualTo(first);
            assertThatExceptionOfType(SchemaRefusedException.class)
                    .isThrownBy(() -> registry.register(ORDERS, order(field("a", "\"int\"", "0")), Compatibility.NONE))
                    .withMessageContaining("Compatibility DISABLED does not allow versioning");
        }
    }

    @Test
    void theModeOfTheFirstRegistrationSurvivesARestart() throws Exception {
        try (var registry = SchemaRegistry.open(data)) {
            registry.register(ORDERS, order(), Compatibility.NONE);
        }
        try (var registry = SchemaRegistry.open(data)) {
            assertThat(registry.register(ORDERS, "\"string\"", Compatibility.FULL_ALL).number()).isEqualTo(2);
            assertThat(registry.list()).singleElement().satisfies(schema -> assertThat(schema.compatibility()).isEqualTo(Compatibility.NONE));
        }
    }

    @Test
    void theSameDefinitionFromManyThreadsIsOneVersion() throws Exception {
        try (var registry = SchemaRegistry.open(data)) {
            for (int round = 0; round < 20; round++) {
                String name = "orders" + round;
                var answers = together(8, thread -> () -> registry.register("shop", name, order()));
                assertThat(answers.stream().distinct()).hasSize(1);
                assertThat(registry.versions(new SchemaName("shop", name))).hasSize(1);
            }
        }
    }

    @Test
    void ofDefinitionsThatExcludeEachOtherOneWins() throws Exception {
        try (var registry = SchemaRegistry.open(data)) {
            for (int round = 0; round < 20; round++) {
                String name = "orders" + round;
                var accepted = together(4, thread -> () -> {
                    try {
                        return registry.register("shop", name, order(field("a" + thread, "\"int\""))).number();
                    } catch (SchemaRefusedException e) {
                        return 0L;
                    }
                });
                assertThat(accepted).containsExactlyInAnyOrder(1L, 0L, 0L, 0L);
            }
        }
    }

    @Test
    void aSecondWriterIsRefusedAndAReaderIsNot() throws Exception {
        try (var registry = SchemaRegistry.open(data); var reader = SchemaRegistry.openReadOnly(data)) {
            assertThatIOException().isThrownBy(() -> SchemaRegistry.open(data)).withMessageContaining("already open for writing");
            SchemaVersion late = registry.register("shop", "orders", order());

            assertThat(reader.fetch(late.id())).contains(late);
        }
        SchemaRegistry.open(data).close();
    }

    @Test
    void aReaderSeesWhatIsRegisteredAfterItOpened() throws Exception {
        try (var reader = SchemaRegistry.openReadOnly(data)) {
            assertThat(reader.list()).isEmpty();
            assertThat(Files.exists(data.resolve("schemas"))).isFalse();
            try (var registry = SchemaRegistry.open(data)) {
                SchemaVersion first = registry.register("shop", "orders", order());
                assertThat(reader.list()).hasSize(1);
                SchemaVersion second = registry.register("shop", "orders", order(field("a", "\"int\"", "0")));
                assertThat(reader.byDefinition("shop", "orders", order())).contains(first);
                assertThat(reader.fetch(second.id())).contains(second);
                assertThat(reader.fetch(new UUID(0, 0))).isEmpty();
            }
        }
    }

    @Test
    void aReaderDoesNotWrite() throws Exception {
        try (var reader = SchemaRegistry.openReadOnly(data)) {
            assertThatIllegalStateException().isThrownBy(() -> reader.register("shop", "orders", order()));
            assertThatIllegalStateException().isThrownBy(() -> reader.glue("us-east-1", "000000000000"));
        }
    }

    @Test
    void anInterruptedThreadDoesNotBreakTheJournal() throws Exception {
        try (var registry = SchemaRegistry.open(data)) {
            Thread.currentThread().interrupt();
            SchemaVersion first = registry.register("shop", "orders", order());
            assertThat(Thread.interrupted()).isTrue();

            assertThat(registry.register("shop", "orders", order(field("a", "\"int\"", "0"))).number()).isEqualTo(2);
            assertThat(registry.fetch(first.id())).contains(first);
        }
    }

    private interface Task<T> {
        Callable<T> of(int thread);
    }

    private static <T> List<T> together(int threads, Task<T> task) throws Exception {
        var start = new CyclicBarrier(threads);
        var pool = Executors.newFixedThreadPool(threads);
        try {
            var futures = new ArrayList<Future<T>>();
            for (int i = 0; i < threads; i++) {
                Callable<T> call = task.of(i);
                futures.add(pool.submit(() -> {
                    start.await();
                    return call.call();
                }));
            }
            var results = new ArrayList<T>();
            for (Future<T> future : futures) results.add(future.get());
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}
