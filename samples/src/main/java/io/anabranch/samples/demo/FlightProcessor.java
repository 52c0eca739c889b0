package io.anabranch.samples.demo;

import io.anabranch.kcl.processor.KinesisRecord;
import io.anabranch.kcl.processor.ProcessorContext;
import io.anabranch.kcl.processor.RecordBatch;
import io.anabranch.kcl.processor.RecordProcessor;
import io.anabranch.samples.flights.Flight;
import io.anabranch.samples.flights.FlightCodec;
import io.anabranch.schema.SchemaRegistry;
import io.anabranch.schema.client.GlueHttpSource;
import io.anabranch.schema.client.SchemaClient;
import io.anabranch.schema.client.SchemaSource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Adds up flights and delays of one shard by airport, live and in a replay alike. The parameter {@code registry} says where schemas are: the address
 * of a service, or a data folder. When the shard ends or goes, the totals are emitted under {@link #TOTALS}, a map from airport to
 * {@link AirportTotals}. A record that is no flight, or not under its airport's key, is a failure.
 */
public final class FlightProcessor implements RecordProcessor {
    /** Name of the parameter. */
    public static final String REGISTRY = "registry";

    /** Name of the output. */
    public static final String TOTALS = "totals";

    private final Map<String, AirportTotals> totals = new HashMap<>();
    private @Nullable FlightCodec codec;
    private @Nullable SchemaRegistry folder;

    @Override
    public void initialize(ProcessorContext context) throws IOException {
        codec = new FlightCodec(SchemaClient.of(schemas(context)));
    }

    private SchemaSource schemas(ProcessorContext context) throws IOException {
        String registry = context.parameters().get(REGISTRY);
        if (registry == null) throw new IllegalArgumentException("the parameter " + REGISTRY + " is missing: a service's URL or a data folder");
        if (registry.startsWith("http")) return new GlueHttpSource(URI.create(registry), context.clock());
        SchemaRegistry opened = SchemaRegistry.openReadOnly(Path.of(registry));
        folder = opened;
        return opened.source();
    }

    @Override
    public void processRecords(RecordBatch records, ProcessorContext context) throws Exception {
        if (codec == null) throw new IllegalStateException("not initialized");
        Map<String, AirportTotals> batch = new HashMap<>();
        for (KinesisRecord record : records) {
            Flight flight = codec.decode(record.data());
            if (!record.partitionKey().equals(Optional.of(flight.partitionKey()))) {
                throw new IllegalStateException("flight " + flight.id() + " from " + flight.origin() + " under the key " + record.partitionKey());
            }
            batch.merge(flight.origin(), new AirportTotals(1, flight.delayMinutes()), AirportTotals::plus);
        }
        batch.forEach((airport, more) -> totals.merge(airport, more, AirportTotals::plus));
    }

    @Override
    public void shardEnded(ProcessorContext context) throws IOException {
        finish(context);
    }

    @Override
    public void shutdownRequested(ProcessorContext context) throws IOException {
        finish(context);
    }

    private void finish(ProcessorContext context) throws IOException {
        context.output().emit(TOTALS, Map.copyOf(totals));
        if (folder != null) folder.close();
    }

    @Override
    public void leaseLost(ProcessorContext context) {
        totals.clear();
    }
}
