package io.anabranch.simulator.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ServiceClockTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final ServiceClock clock = ServiceClock.manual(new SettableClock(START));
    private final List<String> done = new ArrayList<>();

    @Test
    void tellsTheTimeItWasAdvancedTo() {
        clock.advance(Duration.ofHours(25));
        assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofHours(25)));
        assertThat(clock.millis()).isEqualTo(clock.instant().toEpochMilli());
        assertThatThrownBy(() -> clock.advance(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void runsWhatBecameDueInItsOrderAndNothingElse() {
        clock.schedule(Duration.ofSeconds(2), () -> done.add("second"));
        clock.schedule(Duration.ofSeconds(1), () -> done.add("first"));
        clock.schedule(Duration.ofSeconds(3), () -> done.add("later"));
        clock.schedule(Duration.ofSeconds(1), () -> done.add("cancelled")).cancel();
        clock.advance(Duration.ofSeconds(2));
        assertThat(done).containsExactly("first", "second");
    }

    @Test
    void runsOnceWhatSchedulesItselfAgain() {
        clock.schedule(Duration.ofMinutes(1), this::again);
        clock.advance(Duration.ofDays(365));
        assertThat(done).containsExactly("again");
        clock.advance(Duration.ofMinutes(1));
        assertThat(done).containsExactly("again", "again");
    }

    private void again() {
        done.add("again");
        clock.schedule(Duration.ofMinutes(1), this::again);
    }

    @Test
    void failureOfOneTaskDoesNotKeepTheNextFromRunning() {
        clock.schedule(Duration.ofSeconds(1), () -> {
            throw new IllegalStateException("on purpose");
        });
        clock.schedule(Duration.ofSeconds(1), () -> done.add("next"));
        clock.advance(Duration.ofSeconds(1));
        assertThat(done).containsExactly("next");
    }

    @Test
    void runsByItselfWhenTimeReallyPasses() throws Exception {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
        CountDownLatch ran = new CountDownLatch(1);
        ServiceClock running = ServiceClock.running(new SettableClock(START), timer);
        running.schedule(Duration.ofMillis(1), ran::countDown);
        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
        timer.shutdown();
        running.schedule(Duration.ZERO, () -> done.add("after the end"));
        assertThat(done).isEmpty();
    }

    @Test
    void workDoesNotHoldUpTheTimer() throws Exception {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
        BlockingQueue<String> done = new LinkedBlockingQueue<>();
        try {
            ServiceClock clock = ServiceClock.running(InstantSource.system(), timer, work::add);
            clock.scheduleWork(Duration.ZERO, () -> done.add("work"));
            Runnable handed = work.poll(10, TimeUnit.SECONDS);
            clock.schedule(Duration.ZERO, () -> done.add("timer"));
            assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo("timer");
            assertThat(handed).isNotNull();
            handed.run();
            assertThat(done.poll()).isEqualTo("work");
            clock.scheduleWork(Duration.ofHours(1), () -> done.add("at once"));
            clock.advance(Duration.ofHours(1));
            assertThat(done.poll()).describedAs("who advances the clock waits for it").isEqualTo("at once");
        } finally {
            timer.shutdownNow();
        }
    }
}
