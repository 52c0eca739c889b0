package io.anabranch.samples.serve;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.awaitility.Awaitility;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/** Clients of one life of a soaked service, each doing its own again and again, whatever comes of it, until this is closed. */
final class SoakLoad implements AutoCloseable {
    interface Task {
        void run() throws IOException, InterruptedException;
    }

    private final URI endpoint;
    private final KinesisJson kinesis;
    private final KinesisAsyncClient fanOut;
    private final HttpClient admin = HttpClient.newHttpClient();
    private final ReadWriteLock busy = new ReentrantReadWriteLock(true);
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(16);

    SoakLoad(URI endpoint) {
        this.endpoint = endpoint;
        this.kinesis = new KinesisJson(endpoint);
        this.fanOut = KinesisAsyncClient.builder()
                .region(Region.US_EAST_1)
                .endpointOverride(endpoint)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP2))
                .build();
    }

    KinesisJson kinesis() {
        return kinesis;
    }

    KinesisAsyncClient fanOut() {
        return fanOut;
    }

    /** The stream's first consumer, made if there is none. */
    String consumer(String stream) throws IOException, InterruptedException {
        String arn = kinesis.call("DescribeStreamSummary", Map.of("StreamName", stream)).at("/StreamDescriptionSummary/StreamARN").asText();
        var consumers = kinesis.call("ListStreamConsumers", Map.of("StreamARN", arn)).get("Consumers");
        if (!consumers.isEmpty()) return consumers.at("/0/ConsumerARN").asText();
        return kinesis.call("RegisterStreamConsumer", Map.of("StreamARN", arn, "ConsumerName", "soak")).at("/Consumer/ConsumerARN").asText();
    }

    void advance(Duration by) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(endpoint.resolve("/_anabranch/clock")).timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString("{\"advance\":\"" + by + "\"}")).build();
        HttpResponse<String> answer = admin.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) throw new IOException(answer.body());
    }

    void every(long millis, Task task) {
        threads.scheduleWithFixedDelay(() -> attempt(task), 0, millis, TimeUnit.MILLISECONDS);
    }

    private void attempt(Task task) {
        busy.readLock().lock();
        try {
            task.run();
        } catch (IOException | RuntimeException e) {
            // Refused, expired or killed: the next attempt is due soon, and the end shows what was lost.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            busy.readLock().unlock();
        }
    }

    /** Does something while no client does anything; subscriptions stay open. */
    void quietly(Task task) throws IOException, InterruptedException {
        busy.writeLock().lockInterruptibly();
        try {
            task.run();
        } finally {
            busy.writeLock().unlock();
        }
    }

    /** Lets it go on for a while. */
    static void run(Duration length) {
        Awaitility.await().pollDelay(length).atMost(length.plusSeconds(10)).until(() -> true);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        fanOut.close();
    }
}
