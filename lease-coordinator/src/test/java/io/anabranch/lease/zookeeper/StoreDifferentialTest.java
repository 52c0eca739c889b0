package io.anabranch.lease.zookeeper;

import static io.anabranch.lease.store.Stages.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.lease.store.CoordinationSession;
import io.anabranch.lease.store.CoordinationSession.Node;
import io.anabranch.lease.store.CoordinationStore;
import io.anabranch.lease.store.InMemoryStore;
import io.anabranch.lease.store.RecordingListener;
import io.anabranch.lease.store.StoreException;
import io.anabranch.lease.store.Write;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same random requests give the same answers, versions and watches in memory and on a real server: the model the simulation uses does not lie. */
final class StoreDifferentialTest {
    private static final int STEPS = 500;
    private static final int SESSIONS = 2;
    private static final List<String> PATHS = List.of("/a", "/b", "/a/x", "/a/y", "/b/x", "/a/x/z");

    @TempDir
    Path folder;

    static List<Long> seeds() {
        String one = System.getProperty("seed");
        return one == null ? List.of(1L, 2L, 3L, 4L) : List.of(Long.valueOf(one));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void realAndInMemoryAgree(long seed) throws Exception {
        try (EmbeddedZooKeeper server = EmbeddedZooKeeper.start(folder, 0);
                Side real = new Side(ZooKeeper.connect(server.connectString() + "/differential"));
                Side model = new Side(InMemoryStore.create())) {
            Steps steps = new Steps(seed);
            for (int i = 0; i < STEPS; i++) {
                Step step = steps.next();
                assertThat(real.run(i, step)).as("seed %d step %d %s", seed, i, step).isEqualTo(model.run(i, step));
                assertThat(real.watchesFired()).as("seed %d watches after step %d %s", seed, i, step).isEqualTo(model.watchesFired());
            }
        }
    }

    private enum Kind { READ, CHILDREN, READ_ALL, WRITE, RENEW_SESSION }

    private record Step(Kind kind, int session, String path, boolean watch, List<Write> writes) {
        @Override
        public String toString() {
            return kind + " session " + session + " " + path + (watch ? " with watch" : "") + " " + writes;
        }
    }

    /** Draws steps of which most make sense, on few enough paths for them to meet. */
    private static final class Steps {
        private final SplittableRandom random;

        Steps(long seed) {
            random = new SplittableRandom(seed);
        }

        Step next() {
            int dice = random.nextInt(100);
            Kind kind = dice < 15 ? Kind.READ : dice < 27 ? Kind.CHILDREN : dice < 35 ? Kind.READ_ALL : dice < 99 ? Kind.WRITE : Kind.RENEW_SESSION;
            List<Write> writes = new ArrayList<>();
            for (int count = 1 + Math.max(0, random.nextInt(6) - 2); kind == Kind.WRITE && count > 0; count--) {
                writes.add(write());
            }
            return new Step(kind, random.nextInt(SESSIONS), path(), random.nextInt(3) > 0, writes);
        }

        private Write write() {
            byte[] data = {(byte) random.nextInt(100)};
            int version = random.nextInt(4) - 1;
            return switch (random.nextInt(7)) {
                case 0, 1, 2 -> new Write.Create(path(), data, Write.Mode.values()[random.nextInt(10) < 6 ? 0 : random.nextInt(4)]);
                case 3, 4 -> new Write.Replace(path(), data, version);
                case 5 -> new Write.Delete(path(), version);
                default -> new Write.Check(path(), version);
            };
        }

        private String path() {
            return PATHS.get(random.nextInt(PATHS.size()));
        }
    }

    /** One store with its sessions; describes everything observable without naming session ids. */
    private static final class Side implements AutoCloseable {
        private final CoordinationStore store;
        private final CoordinationSession[] sessions = new CoordinationSession[SESSIONS];
        private final Map<Long, String> names = new TreeMap<>();
        private final Map<Integer, AtomicInteger> watches = new ConcurrentSkipListMap<>();

        Side(CoordinationStore store) throws Exception {
            this.store = store;
            for (int i = 0; i < SESSIONS; i++) {
                renew(i);
            }
        }

        String run(int number, Step step) throws Exception {
            CoordinationSession session = sessions[step.session()];
            Optional<Runnable> watch = step.watch() ? Optional.of(watch(number)) : Optional.empty();
            try {
                return switch (step.kind()) {
                    case READ -> describe(get(session.read(step.path(), watch)));
                    case CHILDREN -> get(session.children(step.path(), watch)).toString();
                    case READ_ALL -> get(session.readAll(PATHS)).stream().map(this::describe).toList().toString();
                    case WRITE -> get(session.write(step.writes())).toString();
                    case RENEW_SESSION -> renew(step.session());
                };
            } catch (StoreException e) {
                return e.kind() + " at " + e.failedOperation();
            }
        }

        /** How often the watch of each step fired, once every session has surely heard of what happened. */
        Map<Integer, Integer> watchesFired() throws Exception {
            for (CoordinationSession session : sessions) {
                get(session.sync());
            }
            Map<Integer, Integer> fired = new TreeMap<>();
            watches.forEach((step, count) -> fired.put(step, count.get()));
            return fired;
        }

        private Runnable watch(int number) {
            return () -> watches.computeIfAbsent(number, n -> new AtomicInteger()).incrementAndGet();
        }

        private String renew(int index) throws Exception {
            if (sessions[index] != null) {
                sessions[index].close();
            }
            sessions[index] = get(store.open(Duration.ofSeconds(30), new RecordingListener()));
            names.put(sessions[index].id(), "s" + names.size());
            return "renewed";
        }

        private String describe(Optional<Node> node) {
            return node.map(n -> Arrays.toString(n.data()) + " v" + n.version() + " " + names.getOrDefault(n.ephemeralOwner(), "persistent"))
                    .orElse("none");
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
