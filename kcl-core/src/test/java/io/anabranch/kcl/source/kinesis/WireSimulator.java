package io.anabranch.kcl.source.kinesis;

import io.anabranch.kcl.source.StreamFixture;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/** Fixtures on a port, and the SDK's own client for them, unmodified. */
public final class WireSimulator implements AutoCloseable {
    /** One for all tests: making and closing one takes longer than a test. */
    private static final SdkAsyncHttpClient HTTP = NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1).build();

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /** Over HTTP/1.1. */
    public KinesisAsyncClient serve(StreamFixture fixture) throws IOException {
        SimulatorServer server = fixture.simulator().serve(ServerSettings.loopback());
        open.push(server);
        KinesisAsyncClient client = KinesisAsyncClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
                .httpClient(HTTP)
                .build();
        open.push(client);
        return client;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
