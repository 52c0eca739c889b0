package io.anabranch.kcl;

import io.anabranch.kcl.source.kinesis.KinesisSource;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/** Through the wire: the SDK as it is, HTTP/1.1 on loopback, the simulator's server. */
class WorkerOnKinesisTest extends WorkerContract {
    private static SdkAsyncHttpClient http;

    @TempDir
    Path folder;

    @BeforeAll
    static void openHttp() {
        http = NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1).build();
    }

    @AfterAll
    static void closeHttp() {
        http.close();
    }

    @Override
    TestStream open() throws IOException {
        SimulatorStream stream = new SimulatorStream(folder);
        SimulatorServer server = stream.simulator.serve(ServerSettings.loopback());
        KinesisAsyncClient client = KinesisAsyncClient.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .endpointOverride(server.endpoint())
                .httpClient(http)
                .build();
        int wholeSeconds = 1000; // An HTTP date says no more.
        return stream.readBy(wholeSeconds, () -> KinesisSource.polling(client));
    }
}
