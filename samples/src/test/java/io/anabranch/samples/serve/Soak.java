package io.anabranch.samples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.samples.process.ChildProcess;
import io.anabranch.simulator.Simulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/**
 * A serve process under everything at once for {@code -Dsoak.minutes=10}: {@code mvn -Psoak test -pl samples -am}. Two writers put into the stream {@code s}, whose
 * shards are split and merged; two into {@code t}, which keeps its records for a day, and the service's time goes on by two hours every five seconds, so
 * that records, iterators and subscriptions expire all the time; pollers and subscribers follow {@code t}. In the first half the process is ended every 20
 * seconds, by SIGKILL and SIGTERM in turn. In the second half it lives on, and must not grow.
 */
class Soak {
    private static final Duration LENGTH = Duration.ofMinutes(Integer.getInteger("soak.minutes", 10));
    private static final long SEED = Long.getLong("seed", 20261120L);
    private static final Duration SHORT_LIFE = Duration.ofSeconds(20);
    private static final Duration STEP = Duration.ofHours(2);
    private static final long MAX_HEAP_GROWTH_MIB = 16;
    private static final long MAX_GROWTH_MIB = 48;

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Acknowledged kept = new Acknowledged();
    private final Acknowledged passing = new Acknowledged();
    private final Set<String> polled = ConcurrentHashMap.newKeySet();
    private final Set<String> pushed = ConcurrentHashMap.newKeySet();
    private final List<Poller> pollers = List.of(new Poller("0", polled), new Poller("1", polled));
    private final List<Subscriber> subscribers = List.of(new Subscriber("0", pushed), new Subscriber("1", pushed));
    private Duration advanced = Duration.ZERO;

    @Test
    void nothingIsLostAndNothingGrows() throws Exception {
        try (ServeProcess serve = new ServeProcess(folder)) {
            long shortLives = Math.max(2, LENGTH.dividedBy(2).dividedBy(SHORT_LIFE));
            for (int life = 0; life < shortLives; life++) {
                ChildProcess process = start(serve);
                try (Load load = new Load(URI.create(process.awaitReady(Duration.ofSeconds(60))), life)) {
                    load.run(SHORT_LIFE);
                    if (life % 2 == 0) process.kill();
                    else process.terminate();
                    process.awaitExit(Duration.ofSeconds(20));
                }
            }
            longLife(start(serve), (int) shortLives);
        }
        assertEverythingThere();
    }

    private static ChildProcess start(ServeProcess serve) throws Exception {
        return serve.start("--init-streams", "s:3,t:2", "--state-delay-ms", "50");
    }

    private void longLife(ChildProcess process, int life) throws Exception {
        try (Load load = new Load(URI.create(process.awaitReady(Duration.ofSeconds(60))), life)) {
            Duration part = LENGTH.dividedBy(10);
            load.run(part);
            List<Long> early = load.sample(process.pid(), part);
            long heapEarly = ServiceMemory.liveHeapMib(process.pid());
            load.run(part.multipliedBy(2));
            List<Long> late = load.sample(process.pid(), part);
            long heapLate = ServiceMemory.liveHeapMib(process.pid());
            System.out.printf("soak: anonymous MiB %s, later %s; live heap MiB %d, later %d; %d records kept, %d passed%n",
                    early, late, heapEarly, heapLate, kept.size(), passing.size());
            assertThat(heapLate).as("MiB of live heap").isLessThan(heapEarly + MAX_HEAP_GROWTH_MIB);
            assertThat(median(late)).as("MiB of anonymous memory").isLessThan(median(early) + MAX_GROWTH_MIB);
            load.finish();
        }
        process.terminate();
        assertThat(process.awaitExit(Duration.ofSeconds(20))).isZero();
    }

    private static long median(List<Long> values) {
        return values.stream().sorted(Comparator.naturalOrder()).toList().get(values.size() / 2);
    }

    private void assertEverythingThere() throws IOException {
        try (Simulator simulator = Simulator.openReadOnly(folder.resolve("data"))) {
            kept.assertThereOnceInOrder(simulator.streams().stream("s"), "seed " + SEED);
            assertThat(simulator.streams().stream("s").shards()).hasSizeGreaterThan(5);
            assertThat(simulator.streams().stream("t").shards()).allSatisfy(shard -> assertThat(shard.firstIndex()).as("trimmed").isPositive());
        }
    }

    /** All clients, for one life of the process. */
    private final class Load implements AutoCloseable {
        private final URI endpoint;
        private final KinesisJson kinesis;
        private final KinesisAsyncClient fanOut;
        private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(12);
        private final List<Writer> writers = new ArrayList<>();
        private volatile boolean writing = true;

        Load(URI endpoint, int life) throws Exception {
            this.endpoint = endpoint;
            this.kinesis = new KinesisJson(endpoint);
            this.fanOut = KinesisAsyncClient.builder()
                    .region(Region.US_EAST_1)
                    .endpointOverride(endpoint)
                    .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                    .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP2))
                    .build();
            advance(advanced);
            String consumer = life == 0 ? prepare() : consumer();
            for (int writer = 0; writer < 2; writer++) {
                writers.add(new Writer(endpoint, "s", life, writer, kept));
                writers.add(new Writer(endpoint, "t", life, writer, passing));
            }
            writers.forEach(writer -> every(50, () -> put(writer)));
            Resharder resharder = new Resharder(endpoint, random.split());
            every(3_000, resharder::reshard);
            every(5_000, this::step);
            pollers.forEach(poller -> every(100, () -> poller.poll(kinesis)));
            subscribers.forEach(subscriber -> every(500, () -> subscriber.tend(fanOut, consumer)));
        }

        private String prepare() throws IOException, InterruptedException {
            kinesis.call("IncreaseStreamRetentionPeriod", Map.of("StreamName", "s", "RetentionPeriodHours", 8760));
            String arn = kinesis.call("DescribeStreamSummary", Map.of("StreamName", "t")).at("/StreamDescriptionSummary/StreamARN").asText();
            kinesis.call("RegisterStreamConsumer", Map.of("StreamARN", arn, "ConsumerName", "soak"));
            return consumer();
        }

        private String consumer() throws IOException, InterruptedException {
            String arn = kinesis.call("DescribeStreamSummary", Map.of("StreamName", "t")).at("/StreamDescriptionSummary/StreamARN").asText();
            return kinesis.call("ListStreamConsumers", Map.of("StreamARN", arn)).at("/Consumers/0/ConsumerARN").asText();
        }

        private void put(Writer writer) throws IOException, InterruptedException {
            if (writing) writer.put();
        }

        private void step() throws IOException, InterruptedException {
            advance(STEP);
            advanced = advanced.plus(STEP);
        }

        private void advance(Duration by) throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(endpoint.resolve("/_anabranch/clock")).POST(HttpRequest.BodyPublishers.ofString("{\"advance\":\"" + by + "\"}")).build();
            HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) throw new IOException(answer.body());
        }

        private void every(long millis, Task task) {
            threads.scheduleWithFixedDelay(() -> attempt(task), 0, millis, TimeUnit.MILLISECONDS);
        }

        private void attempt(Task task) {
            try {
                task.run();
            } catch (IOException | RuntimeException e) {
                // Refused, expired or killed: the next attempt is due soon, and the end shows what was lost.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void run(Duration length) {
            Awaitility.await().pollDelay(length).atMost(length.plusSeconds(10)).until(() -> true);
        }

        List<Long> sample(long pid, Duration length) throws IOException {
            List<Long> mib = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                run(length.dividedBy(10));
                mib.add(ServiceMemory.anonymousMib(pid));
            }
            return mib;
        }

        /** No more puts; returns when the readers have everything. */
        void finish() {
            writing = false;
            Awaitility.await("pollers have everything").atMost(Duration.ofSeconds(60)).until(() -> polled.containsAll(passing.names()));
            Awaitility.await("subscribers have everything").atMost(Duration.ofSeconds(60)).until(() -> pushed.containsAll(passing.names()));
        }

        @Override
        public void close() {
            threads.shutdownNow();
            fanOut.close();
        }
    }

    private interface Task {
        void run() throws IOException, InterruptedException;
    }
}
