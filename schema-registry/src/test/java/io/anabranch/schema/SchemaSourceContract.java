package io.anabranch.schema;

import static io.anabranch.schema.Schemas.field;
import static io.anabranch.schema.Schemas.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.anabranch.schema.client.SchemaSource;
import io.anabranch.schema.model.SchemaName;
import io.anabranch.schema.model.SchemaRefusedException;
import io.anabranch.schema.model.SchemaRefusedException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every way to a registry promises. */
abstract class SchemaSourceContract {
    private static final SchemaName ORDERS = new SchemaName("shop", "orders");

    @TempDir
    Path data;

    SchemaRegistry registry;

    abstract SchemaSource source();

    @BeforeEach
    void openRegistry() throws IOException {
        registry = SchemaRegistry.open(data);
    }

    @AfterEach
    void closeRegistry() throws IOException {
        registry.close();
    }

    @Test
    void whatIsRegisteredIsFoundWithItsTextUnchanged() throws Exception {
        String text = order(field("note", "\"string\"", "\"größer ☂ \\\"x\\\"\""));
        UUID id = source().register(ORDERS, text);

        assertThat(source().definition(id)).contains(text);
        assertThat(registry.fetch(id)).hasValueSatisfying(version -> assertThat(version.schema()).isEqualTo(ORDERS));
    }

    @Test
    void anUnknownIdIsEmpty() throws Exception {
        assertThat(source().definition(new UUID(4, 4))).isEmpty();
    }

    @Test
    void failedVersionsAndOtherFormatsAreUnknown() throws Exception {
        source().register(ORDERS, order());
        UUID failed = glue("RegisterSchemaVersion", """
                {"SchemaId":{"RegistryName":"shop","SchemaName":"orders"},"SchemaDefinition":"\\"string\\""}""");
        UUID json = glue("CreateSchema", """
                {"RegistryId":{"RegistryName":"shop"},"SchemaName":"events","DataFormat":"JSON","SchemaDefinition":"\\"string\\""}""");

        assertThat(registry.fetch(failed)).hasValueSatisfying(version -> assertThat(version.available()).isFalse());
        assertThat(source().definition(failed)).isEmpty();
        assertThat(registry.fetch(json)).isPresent();
        assertThat(source().definition(json)).isEmpty();
    }

    private UUID glue(String operation, String body) throws IOException {
        byte[] answer = registry.glue("us-east-1", "000000000000").handle(operation, body.getBytes(StandardCharsets.UTF_8)).json();
        return UUID.fromString(new ObjectMapper().readTree(answer).path("SchemaVersionId").asText());
    }

    @Test
    void registeringAgainGivesTheSameId() throws Exception {
        UUID id = source().register(ORDERS, order());

        assertThat(source().register(ORDERS, order())).isEqualTo(id);
        assertThat(registry.register("shop", "orders", order()).id()).isEqualTo(id);
    }

    @Test
    void anEvolvedDefinitionIsTheNextVersion() throws Exception {
        source().register(ORDERS, order());
        UUID second = source().register(ORDERS, order(field("a", "\"int\"", "0")));

        assertThat(registry.fetch(second)).hasValueSatisfying(version -> assertThat(version.number()).isEqualTo(2));
    }

    @Test
    void theDefaultRegistrySpringsUp() throws Exception {
        UUID id = source().register(SchemaName.of("orders"), order());

        assertThat(registry.fetch(id)).hasValueSatisfying(version -> assertThat(version.schema().registry()).isEqualTo("default-registry"));
    }

    @Test
    void anIncompatibleDefinitionIsRefused() throws Exception {
        source().register(ORDERS, order());
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatExceptionOfType(SchemaRefusedException.class)
                    .isThrownBy(() -> source().register(ORDERS, order(field("a", "\"int\""))))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.INCOMPATIBLE));
        }
    }

    @Test
    void aDefinitionThatIsNoAvroIsRefused() {
        assertThatExceptionOfType(SchemaRefusedException.class)
                .isThrownBy(() -> source().register(ORDERS, "\"strin\""))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.INVALID));
    }
}
