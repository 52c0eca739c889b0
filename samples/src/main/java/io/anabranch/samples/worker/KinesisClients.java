package io.anabranch.samples.worker;

import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.ProxyConfiguration;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * Clients of a stream service. A service on this machine needs no credentials, no proxy and no certificate that others know, so none are looked for
 * there; it is asked by one I/O thread, because with several the client's pool now and then waits ten seconds for a connection that was refused at once.
 */
public final class KinesisClients {
    /** Of all clients of this process, as long as it lives: with threads of its own a client waits two seconds for them when it is closed. */
    private static final SdkEventLoopGroup THREADS = SdkEventLoopGroup.builder().threadFactory(KinesisClients::daemon).build();
    private static final SdkEventLoopGroup LOCAL_THREAD = SdkEventLoopGroup.builder().threadFactory(KinesisClients::daemon).numberOfThreads(1).build();
    private static final ProxyConfiguration NO_PROXY =
            ProxyConfiguration.builder().useEnvironmentVariableValues(false).useSystemPropertyValues(false).build();

    private KinesisClients() {}

    /** @param endpoint absent for the service of the region itself, with the credentials of the environment */
    public static KinesisAsyncClient of(Optional<URI> endpoint, String region) {
        boolean local = endpoint.isPresent() && LocalService.isAt(endpoint.get());
        AwsCredentialsProvider credentials = local ? StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"))
                : DefaultCredentialsProvider.builder().build();
        var builder = KinesisAsyncClient.builder().region(Region.of(region)).credentialsProvider(credentials)
                .httpClientBuilder(local ? new LocalHttp() : NettyNioAsyncHttpClient.builder().eventLoopGroup(THREADS));
        endpoint.ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private static final class LocalHttp implements SdkAsyncHttpClient.Builder<LocalHttp> {
        @Override
        public SdkAsyncHttpClient buildWithDefaults(AttributeMap ofTheService) {
            AttributeMap defaults = ofTheService.toBuilder().put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, true).build();
            return NettyNioAsyncHttpClient.builder().eventLoopGroup(LOCAL_THREAD).proxyConfiguration(NO_PROXY).buildWithDefaults(defaults);
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "kinesis");
        thread.setDaemon(true);
        return thread;
    }
}
