package io.anabranch.lease.store;

import static io.anabranch.lease.store.Stages.failure;
import static io.anabranch.lease.store.Stages.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.anabranch.lease.store.CoordinationSession.Node;
import io.anabranch.lease.store.CoordinationSession.WriteResult;
import io.anabranch.lease.store.StoreException.Kind;
import io.anabranch.lease.store.Write.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the protocol relies on, of every store. A subclass gives an empty store for each test. */
public abstract class CoordinationStoreContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private CoordinationStore store;
    private CoordinationSession session;

    /** A store with nothing in it. */
    protected abstract CoordinationStore emptyStore() throws Exception;

    /** Ends the session on the side of the store, as if it had timed out. */
    protected abstract void expire(CoordinationSession session) throws Exception;

    @BeforeEach
    void open() throws Exception {
        store = emptyStore();
        session = open(new RecordingListener());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void createdNodeHasItsDataAndVersionZero() throws Exception {
        assertThat(write(create("/a", "one"))).containsExactly(new WriteResult("/a", 0));

        Node node = read("/a").orElseThrow();
        assertThat(text(node)).isEqualTo("one");
        assertThat(node.version()).isZero();
        assertThat(node.ephemeralOwner()).isZero();
    }

    @Test
    void missingNodeReadsAsEmpty() throws Exception {
        assertThat(read("/missing")).isEmpty();
        assertThat(get(session.children("/missing", Optional.empty()))).isEmpty();
    }

    @Test
    void replaceRaisesTheVersionByOne() throws Exception {
        write(create("/a", "one"));

        assertThat(write(replace("/a", "two", 0))).containsExactly(new WriteResult("/a", 1));
        assertThat(text(read("/a").orElseThrow())).isEqualTo("two");
    }

    @Test
    void secondWriterLoses() throws Exception {
        CoordinationSession other = open(new RecordingListener());
        write(create("/a", "one"));
        write(replace("/a", "first", 0));

        StoreException refused = failure(other.write(List.of(replace("/a", "second", 0))));

        assertThat(refused.kind()).isEqualTo(Kind.BAD_VERSION);
        assertThat(refused.failedOperation()).isZero();
        assertThat(text(read("/a").orElseThrow())).isEqualTo("first");
    }

    @Test
    void conditionalWritesNeedTheNode() throws Exception {
        assertThat(failure(session.write(List.of(replace("/a", "x", 0)))).kind()).isEqualTo(Kind.NO_NODE);
        assertThat(failure(session.write(List.of(new Write.Delete("/a", 0)))).kind()).isEqualTo(Kind.NO_NODE);
        assertThat(failure(session.write(List.of(new Write.Check("/a", 0)))).kind()).isEqualTo(Kind.NO_NODE);
    }

    @Test
    void aNodeIsCreatedOnceAndUnderAnExistingParent() throws Exception {
        write(create("/a", "one"));

        assertThat(failure(session.write(List.of(create("/a", "two")))).kind()).isEqualTo(Kind.NODE_EXISTS);
        assertThat(failure(session.write(List.of(create("/b/c", "two")))).kind()).isEqualTo(Kind.NO_NODE);
        assertThat(read("/b")).isEmpty();
    }

    @Test
    void deleteIsConditionalAndSparesNodesWithChildren() throws Exception {
        write(create("/a", ""), create("/a/b", ""), replace("/a", "x", 0));

        assertThat(failure(session.write(List.of(new Write.Delete("/a", 1)))).kind()).isEqualTo(Kind.NOT_EMPTY);
        assertThat(write(new Write.Delete("/a/b", 0))).containsExactly(new WriteResult("/a/b", -1));
        assertThat(failure(session.write(List.of(new Write.Delete("/a", 0)))).kind()).isEqualTo(Kind.BAD_VERSION);
        write(new Write.Delete("/a", -1));
        assertThat(read("/a")).isEmpty();
    }

    @Test
    void aRequestIsCarriedOutWhollyOrNotAtAll() throws Exception {
        write(create("/a", "one"), create("/b", "one"));

        StoreException refused =
                failure(session.write(List.of(replace("/a", "two", 0), create("/c", ""), replace("/b", "two", 7), create("/d", ""))));

        assertThat(refused.kind()).isEqualTo(Kind.BAD_VERSION);
        assertThat(refused.failedOperation()).isEqualTo(2);
        assertThat(get(session.children("/", Optional.empty()))).contains("a", "b").doesNotContain("c", "d");
        assertThat(read("/a").orElseThrow().version()).isZero();
    }

    @Test
    void aFailedCheckStopsTheRequest() throws Exception {
        write(create("/leader", "1"), create("/a", "one"));
        write(replace("/leader", "2", 0));

        assertThat(failure(session.write(List.of(new Write.Check("/leader", 0), replace("/a", "two", 0)))).failedOperation()).isZero();
        assertThat(write(new Write.Check("/leader", 1), replace("/a", "two", 0)))
                .containsExactly(new WriteResult("/leader", -1), new WriteResult("/a", 1));
    }

    @Test
    void oneRequestMayBuildOnItself() throws Exception {
        assertThat(write(create("/a", "one"), create("/a/b", ""), replace("/a", "two", 0), replace("/a", "three", 1)))
                .containsExactly(new WriteResult("/a", 0), new WriteResult("/a/b", 0), new WriteResult("/a", 1), new WriteResult("/a", 2));
    }

    @Test
    void sequentialNamesRiseAndAreNeverUsedAgain() throws Exception {
        write(create("/in", ""));
        Write.Create next = new Write.Create("/in/e-", new byte[0], Mode.PERSISTENT_SEQUENTIAL);

        List<WriteResult> two = write(next, next);
        write(new Write.Delete(two.get(1).path(), 0));
        List<WriteResult> third = write(next);

        assertThat(two).extracting(WriteResult::path).containsExactly("/in/e-0000000000", "/in/e-0000000001");
        assertThat(third).containsExactly(new WriteResult("/in/e-0000000002", 0));
        assertThat(get(session.children("/in", Optional.empty()))).containsExactly("e-0000000000", "e-0000000002");
    }

    @Test
    void ephemeralNodesVanishWhenTheirSessionIsClosed() throws Exception {
        CoordinationSession other = open(new RecordingListener());
        get(other.write(List.of(create("/w", ""), new Write.Create("/w/me", new byte[0], Mode.EPHEMERAL),
                new Write.Create("/w/n-", new byte[0], Mode.EPHEMERAL_SEQUENTIAL))));
        get(session.sync());
        assertThat(read("/w/me").orElseThrow().ephemeralOwner()).isEqualTo(other.id());
        assertThat(get(session.children("/w", Optional.empty()))).hasSize(2);

        other.close();

        get(session.sync());
        assertThat(get(session.children("/w", Optional.empty()))).isEmpty();
        assertThat(read("/w")).isPresent();
    }

    @Test
    void expiredSessionIsToldAndItsEphemeralNodesVanish() throws Exception {
        RecordingListener listener = new RecordingListener();
        CoordinationSession other = open(listener);
        get(other.write(List.of(new Write.Create("/me", new byte[0], Mode.EPHEMERAL))));
        get(session.sync());
        CompletableFuture<Void> gone = new CompletableFuture<>();
        assertThat(get(session.read("/me", Optional.of(() -> gone.complete(null))))).isPresent();

        expire(other);

        get(gone);
        assertThat(read("/me")).isEmpty();
        await().until(() -> listener.events().contains("expired"));
        assertThat(failure(other.write(List.of(create("/late", "")))).kind()).isEqualTo(Kind.SESSION_EXPIRED);
        assertThat(failure(other.sync()).kind()).isEqualTo(Kind.SESSION_EXPIRED);
        assertThat(listener.events()).endsWith("expired").doesNotContain("reconnected");
    }

    @Test
    void ephemeralNodesHaveNoChildren() throws Exception {
        write(new Write.Create("/me", new byte[0], Mode.EPHEMERAL));

        assertThat(failure(session.write(List.of(create("/me/child", "")))).kind()).isEqualTo(Kind.REJECTED);
    }

    @Test
    void requestsOfAClosedSessionFail() throws Exception {
        CoordinationSession other = open(new RecordingListener());
        other.close();
        other.close();

        assertThat(failure(other.write(List.of(create("/late", "")))).kind()).isEqualTo(Kind.SESSION_EXPIRED);
        assertThat(failure(other.read("/late", Optional.of(() -> {}))).kind()).isEqualTo(Kind.SESSION_EXPIRED);
        assertThat(failure(other.readAll(List.of("/late"))).kind()).isEqualTo(Kind.SESSION_EXPIRED);
        assertThat(failure(other.children("/", Optional.of(() -> {}))).kind()).isEqualTo(Kind.SESSION_EXPIRED);
        assertThat(read("/late")).isEmpty();
    }

    @Test
    void aSessionHasItsOwnIdAndATimeout() throws Exception {
        CoordinationSession other = open(new RecordingListener());

        assertThat(other.id()).isNotEqualTo(session.id()).isNotZero();
        assertThat(other.timeout()).isEqualTo(TIMEOUT);
    }

    @Test
    void aClosedStoreOpensNothing() throws Exception {
        store.close();
        store.close();

        failure(store.open(TIMEOUT, new RecordingListener()));
    }

    @Test
    void dataWatchFiresOnceAtTheNextChange() throws Exception {
        write(create("/a", "one"));
        AtomicInteger fired = new AtomicInteger();
        assertThat(get(session.read("/a", Optional.of(fired::incrementAndGet)))).isPresent();

        write(replace("/a", "two", 0));
        write(replace("/a", "three", 1));
        write(new Write.Delete("/a", 2));

        read("/a");
        assertThat(fired).hasValue(1);
    }

    @Test
    void dataWatchFiresOnDeletion() throws Exception {
        write(create("/a", "one"));
        AtomicInteger fired = new AtomicInteger();
        get(session.read("/a", Optional.of(fired::incrementAndGet)));

        write(new Write.Delete("/a", 0));
        write(create("/a", "again"));

        read("/a");
        assertThat(fired).hasValue(1);
    }

    @Test
    void dataWatchOnAMissingNodeFiresOnCreation() throws Exception {
        AtomicInteger fired = new AtomicInteger();
        assertThat(get(session.read("/a", Optional.of(fired::incrementAndGet)))).isEmpty();

        write(create("/a", "one"));
        write(replace("/a", "two", 0));

        read("/a");
        assertThat(fired).hasValue(1);
    }

    @Test
    void everyWatcherOfANodeIsTold() throws Exception {
        write(create("/a", "one"));
        List<String> told = new CopyOnWriteArrayList<>();
        get(session.read("/a", Optional.of(() -> told.add("first"))));
        get(session.read("/a", Optional.of(() -> told.add("second"))));

        write(replace("/a", "two", 0));

        read("/a");
        assertThat(told).containsExactlyInAnyOrder("first", "second");
    }

    @Test
    void childWatchFiresWhenAChildComesOrGoesAndNotOnData() throws Exception {
        write(create("/d", ""), create("/d/a", ""));
        AtomicInteger fired = new AtomicInteger();
        assertThat(get(session.children("/d", Optional.of(fired::incrementAndGet)))).containsExactly("a");

        write(replace("/d", "data", 0), replace("/d/a", "data", 0));
        read("/d");
        assertThat(fired).hasValue(0);

        write(create("/d/b", ""), create("/d/c", ""));
        read("/d");
        assertThat(fired).hasValue(1);

        get(session.children("/d", Optional.of(fired::incrementAndGet)));
        write(new Write.Delete("/d/b", 0));
        read("/d");
        assertThat(fired).hasValue(2);
    }

    @Test
    void childWatchOnAMissingNodeFiresWhenChildrenCome() throws Exception {
        AtomicInteger fired = new AtomicInteger();
        assertThat(get(session.children("/d", Optional.of(fired::incrementAndGet)))).isEmpty();

        write(create("/d", ""), create("/d/a", ""));

        read("/d");
        assertThat(fired).hasValue(1);
    }

    @Test
    void watchesSeeWhatOtherSessionsWrite() throws Exception {
        CoordinationSession other = open(new RecordingListener());
        CompletableFuture<Void> changed = new CompletableFuture<>();
        get(session.read("/a", Optional.of(() -> changed.complete(null))));

        get(other.write(List.of(create("/a", "theirs"))));

        get(changed);
        assertThat(text(read("/a").orElseThrow())).isEqualTo("theirs");
    }

    @Test
    void aWatchComesBeforeNewerData() throws Exception {
        write(create("/a", "0"));
        for (int i = 0; i < 50; i++) {
            List<String> order = new CopyOnWriteArrayList<>();
            get(session.read("/a", Optional.of(() -> order.add("watch"))));
            CompletionStage<?> written = session.write(List.of(replace("/a", "x", i)));
            CompletionStage<?> read = session.read("/a", Optional.empty()).thenAccept(node -> order.add("data"));
            get(written);
            get(read);
            assertThat(order).containsExactly("watch", "data");
        }
    }

    @Test
    void readAllAnswersInTheOrderAskedForWithGaps() throws Exception {
        write(create("/r", ""));
        for (int from = 0; from < 240; from += 40) {
            write(IntStream.range(from, from + 40).mapToObj(i -> create("/r/n" + i, "data " + i)).toArray(Write[]::new));
        }
        List<String> paths = IntStream.range(0, 350).mapToObj(i -> i % 5 == 4 ? "/r/gap" + i : "/r/n" + (i * 7 % 240)).toList();

        List<Optional<Node>> nodes = get(session.readAll(paths));

        assertThat(nodes).hasSameSizeAs(paths);
        for (int i = 0; i < paths.size(); i++) {
            String expected = i % 5 == 4 ? "" : "data " + (i * 7 % 240);
            assertThat(nodes.get(i).map(CoordinationStoreContract::text).orElse("")).isEqualTo(expected);
        }
        assertThat(get(session.readAll(List.of()))).isEmpty();
        assertThat(get(session.readAll(List.of("/gap")))).containsExactly(Optional.empty());
    }

    @Test
    void answersComeInTheOrderOfTheRequests() throws Exception {
        write(create("/o", ""));
        List<Integer> order = new CopyOnWriteArrayList<>();
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < 210; i++) {
            int number = i;
            all.add(request(i).handle((value, failure) -> order.add(number)).toCompletableFuture());
        }
        get(CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)));

        assertThat(order).containsExactlyElementsOf(IntStream.range(0, 210).boxed().toList());
    }

    private CompletionStage<?> request(int i) {
        return switch (i % 7) {
            case 0 -> session.write(List.of(create("/o/" + i, "")));
            case 1 -> session.read("/o/missing", Optional.of(() -> {}));
            case 2 -> session.children("/o", Optional.of(() -> {}));
            case 3 -> session.children("/missing", Optional.of(() -> {}));
            case 4 -> session.readAll(List.of("/o", "/missing"));
            case 5 -> session.write(List.of(replace("/o", "stale", 99)));
            default -> session.sync();
        };
    }

    private CoordinationSession open(SessionListener listener) throws Exception {
        return get(store.open(TIMEOUT, listener));
    }

    private List<WriteResult> write(Write... writes) throws Exception {
        return get(session.write(List.of(writes)));
    }

    private Optional<Node> read(String path) throws Exception {
        return get(session.read(path, Optional.empty()));
    }

    private static Write create(String path, String data) {
        return new Write.Create(path, data.getBytes(UTF_8), Mode.PERSISTENT);
    }

    private static Write replace(String path, String data, int version) {
        return new Write.Replace(path, data.getBytes(UTF_8), version);
    }

    private static String text(Node node) {
        return new String(node.data(), UTF_8);
    }
}
