package io.anabranch.kcl.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SerialLoopTest {
    /** The counter is plain: two tasks at a time, or a missing happens-before, lose counts. */
    private static final class Counter {
        private int count;
    }

    @Test
    void tasksOfManyThreadsRunOneAtATimeAndSeeEachOther() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            SerialLoop loop = new SerialLoop("test", pool);
            Counter counter = new Counter();
            CountDownLatch done = new CountDownLatch(40_000);
            for (int producer = 0; producer < 4; producer++) {
                new Thread(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        loop.execute(() -> {
                            counter.count++;
                            done.countDown();
                        });
                    }
                }).start();
            }
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(counter.count).isEqualTo(40_000);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void loopsTakeTurns() {
        List<Runnable> ready = new ArrayList<>();
        SerialLoop one = new SerialLoop("one", ready::add);
        SerialLoop two = new SerialLoop("two", ready::add);
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            one.execute(() -> order.add("one"));
            two.execute(() -> order.add("two"));
        }
        while (!ready.isEmpty()) ready.remove(0).run();
        assertThat(order).containsExactly("one", "two", "one", "two", "one", "two");
    }

    @Test
    void aTaskThatThrowsDoesNotStopTheLoop() {
        List<String> order = new ArrayList<>();
        SerialLoop loop = new SerialLoop("test", Runnable::run);
        loop.execute(() -> {
            throw new IllegalStateException("boom");
        });
        loop.execute(() -> order.add("after"));
        assertThat(order).containsExactly("after");
    }

    @Test
    void anExecutorThatIsGoneIsNoErrorForTheCaller() {
        SerialLoop loop = new SerialLoop("test", task -> {
            throw new RejectedExecutionException("gone");
        });
        List<String> run = new ArrayList<>();
        loop.execute(() -> run.add("never"));
        assertThat(run).isEmpty();
    }
}
