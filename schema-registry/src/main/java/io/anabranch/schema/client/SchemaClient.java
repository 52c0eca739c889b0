package io.anabranch.schema.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.anabranch.schema.model.RegistryUnavailableException;
import io.anabranch.schema.model.SchemaException;
import io.anabranch.schema.model.SchemaName;
import io.anabranch.schema.model.SchemaRefusedException;
import io.anabranch.schema.model.UnknownSchemaException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;

/**
 * Schemas by id, from a cache of 1,000 before a {@link SchemaSource}. What was found stays; that an id is unknown is remembered for one second, so that a
 * stream of such records asks once a second and a late registration is seen soon; that the registry was unavailable is not remembered. Threads that ask
 * for the same id at once cause one question. Thread-safe; a hit does not block.
 */
public final class SchemaClient {
    static final Duration UNKNOWN_FOR = Duration.ofSeconds(1);
    private static final int MAX_SCHEMAS = 1000;

    private final SchemaSource source;
    private final Cache<UUID, Optional<RegisteredSchema>> schemas;
    private final Cache<Registration, UUID> registrations = Caffeine.newBuilder().maximumSize(MAX_SCHEMAS).build();

    private record Registration(SchemaName name, String definition) {}

    private SchemaClient(SchemaSource source, Ticker ticker) {
        this.source = source;
        this.schemas = Caffeine.newBuilder()
                .maximumSize(MAX_SCHEMAS)
                .ticker(ticker)
                .expireAfter(Expiry.creating((UUID id, Optional<RegisteredSchema> found) -> found.isPresent() ? Duration.ofNanos(Long.MAX_VALUE) : UNKNOWN_FOR))
                .build();
    }

    public static SchemaClient of(SchemaSource source) {
        return new SchemaClient(source, Ticker.systemTicker());
    }

    /**
     * A client with a clock of its own.
     *
     * @param nanoClock any start, never back; what the second of an unknown id is measured by
     */
    public static SchemaClient of(SchemaSource source, LongSupplier nanoClock) {
        return new SchemaClient(source, nanoClock::getAsLong);
    }

    /** The schema of this id; blocks for one question to the source if it is not cached. */
    public RegisteredSchema schema(UUID id) throws UnknownSchemaException, RegistryUnavailableException {
        try {
            return schemas.get(id, this::ask).orElseThrow(() -> new UnknownSchemaException(id));
        } catch (Failure e) {
            throw e.as(RegistryUnavailableException.class);
        }
    }

    /** The id under which records of this schema are written; registered at the first call for this text, cached afterwards. */
    public UUID register(SchemaName name, Schema schema) throws RegistryUnavailableException, SchemaRefusedException {
        try {
            return registrations.get(new Registration(name, schema.toString()), this::register);
        } catch (Failure e) {
            if (e.carried instanceof SchemaRefusedException refused) throw refused;
            throw e.as(RegistryUnavailableException.class);
        }
    }

    private Optional<RegisteredSchema> ask(UUID id) {
        try {
            return source.definition(id).map(text -> new RegisteredSchema(id, new Schema.Parser().parse(text)));
        } catch (RegistryUnavailableException e) {
            throw new Failure(e);
        } catch (RuntimeException e) {
            throw new Failure(new RegistryUnavailableException("the registry's definition of " + id + " is no Avro schema", e));
        }
    }

    private UUID register(Registration wanted) {
        try {
            return source.register(wanted.name(), wanted.definition());
        } catch (RegistryUnavailableException | SchemaRefusedException e) {
            throw new Failure(e);
        }
    }

    /** Carries a checked exception through the cache's loading function. */
    private static final class Failure extends RuntimeException {
        private final SchemaException carried;

        Failure(SchemaException carried) {
            super(carried);
            this.carried = carried;
        }

        <T extends SchemaException> T as(Class<T> type) {
            return type.cast(carried);
        }
    }
}
