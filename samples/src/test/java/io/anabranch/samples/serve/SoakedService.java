package io.anabranch.samples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.samples.process.ChildProcess;
import io.anabranch.simulator.Simulator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A serve process under everything at once, for a while. Two writers put into each of three streams. {@code s} keeps all, and is split and merged while lives
 * are short. {@code t} keeps its records for a day, and pollers and subscribers follow it through everything; a third writer's large records fill
 * segment after segment. {@code r} keeps them for a day as well and is
 * split and merged all the time, so that its shards come and go. The service's time goes on by two hours every five seconds: records, iterators and
 * subscriptions expire all the time. For a third of the run the process is ended every 20 seconds, by SIGKILL and SIGTERM in turn; then it lives on, and is
 * looked at for what it holds.
 */
final class SoakedService implements Callable<String> {
    private static final Duration SHORT_LIFE = Duration.ofSeconds(20);
    private static final Duration STEP = Duration.ofHours(2);
    private static final int SAMPLES = 45;
    private static final int LARGE_BYTES = 50_000;
    private static final Duration MIN_PAUSE = Duration.ofSeconds(3);

    private final Path folder;
    private final String durability;
    private final Duration length;
    private final String seed;
    private final SplittableRandom random;
    private final Acknowledged kept = new Acknowledged();
    private final Acknowledged passing = new Acknowledged();
    private final Acknowledged turning = new Acknowledged();
    private final Set<String> polled = ConcurrentHashMap.newKeySet();
    private final Set<String> pushed = ConcurrentHashMap.newKeySet();
    private final List<Poller> pollers = List.of(new Poller("0", polled), new Poller("1", polled));
    private final List<Subscriber> subscribers = List.of(new Subscriber("0", pushed), new Subscriber("1", pushed));
    private final LongAdder rovedByPolling = new LongAdder();
    private final LongAdder rovedByPush = new LongAdder();
    private volatile Duration advanced = Duration.ZERO;
    private volatile boolean writing = true;

    /** @param folder an existing folder for the data and the log */
    SoakedService(Path folder, String durability, Duration length, long seed) {
        this.folder = folder;
        this.durability = durability;
        this.length = length;
        this.seed = "durability " + durability + ", seed " + seed;
        this.random = new SplittableRandom(seed);
    }

    /** Fails if anything is lost or rises; otherwise tells what was held. */
    @Override
    public String call() throws Exception {
        int shortLives = (int) Math.max(2, length.dividedBy(3).dividedBy(SHORT_LIFE));
        Growth growth;
        try (ServeProcess serve = new ServeProcess(folder, "-XX:TieredStopAtLevel=4", "-Xmx768m", "-Xmn64m")) { // as the launcher has it
            for (int life = 0; life < shortLives; life++) shortLife(start(serve), life);
            growth = longLife(start(serve), shortLives, length.minus(SHORT_LIFE.multipliedBy(shortLives)));
        }
        assertEverythingThere();
        String told = told(growth);
        assertThat(growth.rising()).as(told).isEmpty();
        return told;
    }

    private ChildProcess start(ServeProcess serve) throws Exception {
        return serve.start("--init-streams", "s:3,t:2,r:2", "--state-delay-ms", "50", "--durability", durability);
    }

    private void shortLife(ChildProcess process, int life) throws Exception {
        URI endpoint = ServeProcess.awaitReady(process);
        try (SoakLoad load = new SoakLoad(endpoint)) {
            begin(load, endpoint, life);
            Resharder resharder = new Resharder(endpoint, "s", random.split());
            load.every(3_000, resharder::reshard);
            SoakLoad.run(SHORT_LIFE);
            if (life % 2 == 0) process.kill();
            else process.terminate();
            process.awaitExit(Duration.ofSeconds(30));
        }
    }

    private Growth longLife(ChildProcess process, int life, Duration length) throws Exception {
        Growth growth = new Growth(folder);
        Duration pause = Stream.of(length.dividedBy(SAMPLES), MIN_PAUSE).max(Duration::compareTo).orElseThrow();
        URI endpoint = ServeProcess.awaitReady(process);
        try (SoakLoad load = new SoakLoad(endpoint)) {
            begin(load, endpoint, life);
            for (long i = Math.max(9, length.dividedBy(pause)); i > 0; i--) {
                SoakLoad.run(pause);
                load.quietly(() -> growth.sample(process.pid()));
            }
            finish();
        }
        process.terminate();
        assertThat(process.awaitExit(Duration.ofSeconds(30))).as(seed).isZero();
        return growth;
    }

    private void begin(SoakLoad load, URI endpoint, int life) throws Exception {
        load.advance(advanced);
        if (life == 0) load.kinesis().call("IncreaseStreamRetentionPeriod", Map.of("StreamName", "s", "RetentionPeriodHours", 8760));
        write(load, endpoint, life);
        load.every(5_000, () -> step(load));
        Resharder resharder = new Resharder(endpoint, "r", random.split());
        load.every(3_000, resharder::reshard);
        read(load);
    }

    private void write(SoakLoad load, URI endpoint, int life) {
        Map.of("s", kept, "t", passing, "r", turning).forEach((stream, acknowledged) -> {
            for (int number = 0; number < 2; number++) {
                Writer writer = new Writer(endpoint, stream, life, number, acknowledged);
                load.every(100, () -> {
                    if (writing) writer.put();
                });
            }
        });
        Writer large = new Writer(endpoint, "t", life, 2, passing, LARGE_BYTES);
        load.every(500, () -> {
            if (writing) large.put();
        });
    }

    private void read(SoakLoad load) throws IOException, InterruptedException {
        String passingBy = load.consumer("t");
        String roving = load.consumer("r");
        Rover rover = new Rover("r", rovedByPolling, rovedByPush);
        Rover reader = new Rover("t", rovedByPolling, rovedByPush);
        pollers.forEach(poller -> load.every(100, () -> poller.poll(load.kinesis())));
        subscribers.forEach(subscriber -> load.every(500, () -> subscriber.tend(load.fanOut(), passingBy)));
        load.every(500, () -> rover.subscribe(load.kinesis(), load.fanOut(), roving));
        load.every(500, () -> rover.poll(load.kinesis()));
        load.every(500, () -> reader.poll(load.kinesis()));
    }

    private void step(SoakLoad load) throws IOException, InterruptedException {
        load.advance(STEP);
        advanced = advanced.plus(STEP);
    }

    /** No more puts; returns when the readers have everything. */
    private void finish() {
        writing = false;
        Awaitility.await(seed + ": pollers have everything").atMost(Duration.ofSeconds(60)).until(() -> polled.containsAll(passing.names()));
        Awaitility.await(seed + ": subscribers have everything").atMost(Duration.ofSeconds(60)).until(() -> pushed.containsAll(passing.names()));
    }

    private void assertEverythingThere() throws IOException {
        try (Simulator simulator = Simulator.openReadOnly(folder.resolve("data"))) {
            kept.assertThereOnceInOrder(simulator.streams().stream("s"), seed);
            assertThat(simulator.streams().stream("s").shards()).as(seed).hasSizeGreaterThan(5);
            assertThat(simulator.streams().stream("t").shards()).as(seed).allSatisfy(shard -> assertThat(shard.firstIndex()).as("trimmed").isPositive());
            assertThat(simulator.streams().stream("r").shards()).as(seed + ": shards that ended vanish").hasSizeBetween(2, 60);
        }
        assertThat(rovedByPolling.sum()).as(seed).isPositive();
        assertThat(rovedByPush.sum()).as(seed).isPositive();
    }

    private String told(Growth growth) {
        return "soak, %s: %d records kept, %d passed, %d in shards that came and went; %d read by polling, %d pushed to rovers%n%s"
                .formatted(seed, kept.size(), passing.size(), turning.size(), rovedByPolling.sum(), rovedByPush.sum(), growth.table());
    }
}
