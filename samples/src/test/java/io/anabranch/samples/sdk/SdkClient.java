package io.anabranch.samples.sdk;

import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.ProtocolNegotiation;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.KinesisRequest;
import software.amazon.awssdk.services.kinesis.model.KinesisResponse;
import software.amazon.awssdk.utils.AttributeMap;

/** The AWS SDK's client as it comes, over one of its transports; synchronous and asynchronous ones are called alike. */
final class SdkClient implements AutoCloseable {
    private static final String CBOR_SETTING = "aws.cborEnabled";
    /** The first TLS connection waits for the certificate, which takes long where the machine is busy. */
    private static final Duration PATIENCE = Duration.ofSeconds(50);
    private static final AttributeMap TRUSTING =
            AttributeMap.builder().put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, true).build();

    enum Transport {
        URL_CONNECTION("http"),
        APACHE("http"),
        APACHE_TLS("https"),
        NETTY_HTTP_1("http"),
        NETTY_HTTP_1_TLS("https"),
        NETTY_H2C("http"),
        NETTY_H2_TLS_ALPN("https"),
        NETTY_H2_TLS_WITHOUT_ALPN("https"),
        CRT_HTTP_1("http"),
        CRT_HTTP_1_TLS("https"),
        CRT_H2C("http"),
        CRT_H2_TLS_ALPN("https");

        private final String scheme;

        Transport(String scheme) {
            this.scheme = scheme;
        }
    }

    private final Object client;
    private final Class<?> type;
    private final List<String> contentTypes = new CopyOnWriteArrayList<>();

    /** The setting is read while a client is made, and kept by it. */
    SdkClient(Transport transport, boolean cbor, int port) {
        String before = System.getProperty(CBOR_SETTING);
        System.setProperty(CBOR_SETTING, Boolean.toString(cbor));
        try {
            URI endpoint = URI.create(transport.scheme + "://127.0.0.1:" + port);
            this.client = switch (transport) {
                case URL_CONNECTION -> sync(endpoint).httpClient(UrlConnectionHttpClient.create()).build();
                case APACHE, APACHE_TLS -> sync(endpoint).httpClient(ApacheHttpClient.builder().buildWithDefaults(TRUSTING)).build();
                case NETTY_HTTP_1, NETTY_HTTP_1_TLS -> async(endpoint, Protocol.HTTP1_1, ProtocolNegotiation.ASSUME_PROTOCOL);
                case NETTY_H2C, NETTY_H2_TLS_WITHOUT_ALPN -> async(endpoint, Protocol.HTTP2, ProtocolNegotiation.ASSUME_PROTOCOL);
                case NETTY_H2_TLS_ALPN -> async(endpoint, Protocol.HTTP2, ProtocolNegotiation.ALPN);
                case CRT_HTTP_1, CRT_HTTP_1_TLS -> crt(endpoint, Protocol.HTTP1_1);
                case CRT_H2C, CRT_H2_TLS_ALPN -> crt(endpoint, Protocol.HTTP2);
            };
        } finally {
            if (before == null) {
                System.clearProperty(CBOR_SETTING);
            } else {
                System.setProperty(CBOR_SETTING, before);
            }
        }
        this.type = client instanceof KinesisClient ? KinesisClient.class : KinesisAsyncClient.class;
    }

    private software.amazon.awssdk.services.kinesis.KinesisClientBuilder sync(URI endpoint) {
        return configured(KinesisClient.builder(), endpoint);
    }

    private KinesisAsyncClient async(URI endpoint, Protocol protocol, ProtocolNegotiation negotiation) {
        return configured(KinesisAsyncClient.builder(), endpoint)
                .httpClient(NettyNioAsyncHttpClient.builder()
                        .protocol(protocol)
                        .protocolNegotiation(negotiation)
                        .connectionAcquisitionTimeout(PATIENCE)
                        .tlsNegotiationTimeout(PATIENCE)
                        .buildWithDefaults(TRUSTING))
                .build();
    }

    private KinesisAsyncClient crt(URI endpoint, Protocol protocol) {
        return configured(KinesisAsyncClient.builder(), endpoint)
                .httpClient(AwsCrtAsyncHttpClient.builder()
                        .protocol(protocol)
                        .connectionAcquisitionTimeout(PATIENCE)
                        .tlsNegotiationTimeout(PATIENCE)
                        .buildWithDefaults(TRUSTING))
                .build();
    }

    private <B extends AwsClientBuilder<B, ?>> B configured(B builder, URI endpoint) {
        return builder.region(Region.US_EAST_1)
                .endpointOverride(endpoint)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .overrideConfiguration(ClientOverrideConfiguration.builder().addExecutionInterceptor(new Listening()).build());
    }

    private final class Listening implements ExecutionInterceptor {
        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            context.httpRequest().firstMatchingHeader("Content-Type").ifPresent(contentTypes::add);
        }
    }

    /** Content types of all requests made. */
    List<String> contentTypes() {
        return contentTypes;
    }

    /** Calls the operation the request is of; fails as the client does. */
    <T extends KinesisResponse> T call(KinesisRequest request, Class<T> response) {
        String name = request.getClass().getSimpleName().replace("Request", "");
        try {
            Object result = type.getMethod(Character.toLowerCase(name.charAt(0)) + name.substring(1), request.getClass()).invoke(client, request);
            return response.cast(result instanceof CompletableFuture<?> future ? future.join() : result);
        } catch (InvocationTargetException | CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("no such operation: " + name, e);
        }
    }

    /** The client itself, for what only an asynchronous one can do. */
    KinesisAsyncClient asynchronous() {
        return (KinesisAsyncClient) client;
    }

    @Override
    public void close() {
        if (client instanceof KinesisClient sync) {
            sync.close();
        } else {
            ((KinesisAsyncClient) client).close();
        }
    }
}
