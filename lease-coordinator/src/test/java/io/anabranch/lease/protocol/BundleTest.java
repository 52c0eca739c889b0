package io.anabranch.lease.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import io.anabranch.lease.store.CoordinationSession;
import io.anabranch.lease.store.InMemoryStore;
import io.anabranch.lease.store.SessionListener;
import io.anabranch.lease.store.StoreException;
import io.anabranch.lease.store.StoreException.Kind;
import io.anabranch.lease.store.Write;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BundleTest implements EventLoop {
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final InMemoryStore store = InMemoryStore.on(Runnable::run);
    private final CoordinationSession healthy = store.open(Duration.ofSeconds(6), mock(SessionListener.class)).toCompletableFuture().join();
    private final CoordinationSession session = mock(CoordinationSession.class, delegatesTo(healthy));
    private final List<String> heard = new ArrayList<>();
    private int doubts;
    private final Link link = new Link(session, this, new Tenure(this, Duration.ofSeconds(4), () -> {}), () -> doubts++);
    private final Bundle bundle = new Bundle(link, this);

    @BeforeEach
    void nodes() {
        for (int i = 0; i < 120; i++) create("/n" + i);
    }

    @Test
    void whatOneTurnWritesGoesInFewRequests() {
        for (int i = 0; i < 120; i++) replace(i, 0);
        verify(session, never()).write(any());
        run();
        verify(session, times(3)).write(any());
        assertThat(heard).hasSize(120).startsWith("/n0 1", "/n1 1").endsWith("/n119 1");
    }

    @Test
    void eachHearsOfItsOwnWrites() {
        bundle.write(List.of(new Write.Replace("/n0", new byte[1], 0), new Write.Create("/letter", new byte[0], Write.Mode.PERSISTENT)),
                results -> heard.add("two " + results), failure -> heard.add("refused"));
        replace(1, 0);
        run();
        assertThat(heard.get(0)).contains("/n0", "version=1", "/letter").doesNotContain("/n1");
        assertThat(heard.get(1)).isEqualTo("/n1 1");
    }

    @Test
    void oneThatIsRefusedTakesNoOtherWithIt() {
        replace(0, 0);
        replace(1, 7);
        replace(2, 0);
        run();
        assertThat(heard).containsExactly("/n0 1", "/n1 BAD_VERSION", "/n2 1");
        verify(session, times(4)).write(any());
    }

    @Test
    void whenTheOutcomeIsUnknownItIsUnknownToAll() {
        doReturn(CompletableFuture.failedStage(new StoreException(Kind.OUTCOME_UNKNOWN, -1, "cut"))).when(session).write(any());
        replace(0, 0);
        replace(1, 0);
        run();
        assertThat(heard).containsExactly("/n0 OUTCOME_UNKNOWN", "/n1 OUTCOME_UNKNOWN");
        verify(session, times(1)).write(any());
        assertThat(doubts).isEqualTo(1);
    }

    @Test
    void oneThatCannotDealWithItsAnswerKeepsNoOtherFromIts() {
        bundle.write(List.of(new Write.Replace("/n0", new byte[1], 0)), results -> {
            throw new IllegalStateException("a defect");
        }, failure -> heard.add("refused"));
        replace(1, 0);
        run();
        assertThat(heard).containsExactly("/n1 1");
        assertThat(doubts).isEqualTo(1);
    }

    @Test
    void whatOneTurnReadsIsOneRequestWithEachPathOnce() {
        bundle.readAll(List.of("/n3", "/none"), nodes -> heard.add(nodes.get(0).isPresent() + " " + nodes.get(1).isPresent()));
        bundle.readAll(List.of("/none", "/n3", "/n4"), nodes -> heard.add(nodes.size() + " " + nodes.get(0).isPresent()));
        run();
        assertThat(heard).containsExactly("true false", "3 false");
        verify(session, times(1)).readAll(List.of("/n3", "/n4", "/none"));
    }

    private void create(String path) {
        healthy.write(List.of(new Write.Create(path, new byte[0], Write.Mode.PERSISTENT))).toCompletableFuture().join();
    }

    private void replace(int node, int version) {
        String path = "/n" + node;
        bundle.write(List.of(new Write.Replace(path, new byte[1], version)), results -> heard.add(path + " " + results.get(0).version()),
                failure -> heard.add(path + " " + failure.kind()));
    }

    private void run() {
        while (!tasks.isEmpty()) tasks.remove().run();
    }

    @Override
    public boolean execute(Runnable task) {
        return tasks.add(task);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        throw new UnsupportedOperationException("nothing here waits");
    }

    @Override
    public long nanoTime() {
        return 0;
    }
}
