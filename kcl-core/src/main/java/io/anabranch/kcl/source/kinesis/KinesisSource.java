package io.anabranch.kcl.source.kinesis;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.source.ShardReader;
import io.anabranch.kcl.source.SourceLoop;
import io.anabranch.kcl.source.StreamSource;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/** Streams of Amazon Kinesis or of a simulator on the wire. */
public final class KinesisSource implements StreamSource {
    private final KinesisAsyncClient client;
    private final ShardListing listing;
    private final PollingSettings settings;
    private final ScheduledExecutorService loop;
    private final LongSupplier nanoClock;

    KinesisSource(
            KinesisAsyncClient client, PollingSettings settings, ScheduledExecutorService loop, LongSupplier nanoClock, InstantSource clock) {
        this.client = client;
        this.listing = new ShardListing(client, clock);
        this.settings = settings;
        this.loop = loop;
        this.nanoClock = nanoClock;
    }

    /**
     * Polls with {@link PollingSettings#defaults}.
     *
     * @param client stays open when the source is closed
     */
    public static KinesisSource polling(KinesisAsyncClient client) {
        return polling(client, PollingSettings.defaults());
    }

    /** @param client stays open when the source is closed */
    public static KinesisSource polling(KinesisAsyncClient client, PollingSettings settings) {
        return new KinesisSource(client, settings, SourceLoop.create("kinesis-source"), System::nanoTime, InstantSource.system());
    }

    @Override
    public CompletionStage<StreamInfo> describe(String stream) {
        return listing.describe(stream);
    }

    @Override
    public CompletionStage<List<ShardInfo>> shards(String stream) {
        return listing.shards(stream);
    }

    @Override
    public ShardReader open(String stream, ShardId shard, Position from) {
        var iterators = new ShardIterators(client, stream, shard, from);
        return new PollingReader(client, iterators, () -> listing.children(stream, shard), settings, loop, nanoClock);
    }

    @Override
    public boolean isLocal() {
        return settings.local().orElseGet(() -> client.serviceClientConfiguration().endpointOverride().filter(KinesisSource::isLoopback).isPresent());
    }

    /** By its text alone: no name is looked up. */
    static boolean isLoopback(URI endpoint) {
        String host = String.valueOf(endpoint.getHost());
        return host.equalsIgnoreCase("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }

    @Override
    public void close() {
        loop.shutdownNow();
    }
}
