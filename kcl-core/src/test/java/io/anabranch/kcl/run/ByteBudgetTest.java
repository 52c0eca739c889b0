package io.anabranch.kcl.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {
    private static final int KIB = 1 << 10;

    private final List<Integer> granted = new ArrayList<>();

    @Test
    void aReservationWithinTheLimitIsGrantedAtOnce() {
        var budget = new ByteBudget(1024 * KIB);
        budget.open().reserve(100 * KIB, granted::add);
        assertThat(granted).containsExactly(100 * KIB);
        assertThat(budget.inUse()).isEqualTo(100 * KIB);
    }

    @Test
    void aShardThatHoldsEverythingItCanGetDoesNotStarveAnother() {
        var budget = new ByteBudget(1024 * KIB);
        var greedy = budget.open();
        var modest = budget.open();
        for (int i = 0; i < 3; i++) if (granted.size() == i) greedy.reserve(4096 * KIB, granted::add);
        granted.clear();
        modest.reserve(200 * KIB, granted::add);
        assertThat(granted).containsExactly(200 * KIB);
        assertThat(budget.inUse()).isLessThanOrEqualTo(1024 * KIB);
    }

    @Test
    void whoWaitsIsGrantedInOrderOnceThereIsRoom() {
        var budget = new ByteBudget(64 * KIB);
        var holder = budget.open();
        holder.reserve(64 * KIB, granted::add);
        holder.settle(granted.get(0), 64 * KIB);
        granted.clear();
        var first = budget.open();
        var second = budget.open();
        first.reserve(16 * KIB, bytes -> granted.add(1));
        second.reserve(16 * KIB, bytes -> granted.add(2));
        assertThat(granted).isEmpty();
        holder.release(64 * KIB);
        assertThat(granted).containsExactly(1, 2);
    }

    @Test
    void anOversizedBatchIsCountedAndPaidBackBeforeOthersGetMore() {
        var budget = new ByteBudget(64 * KIB);
        var account = budget.open();
        account.reserve(16 * KIB, granted::add);
        account.settle(16 * KIB, 1000 * KIB);
        account.reserve(16 * KIB, granted::add);
        assertThat(granted).hasSize(1);
        account.release(1000 * KIB);
        assertThat(granted).hasSize(2);
    }

    @Test
    void closingGivesEverythingBackOnce() {
        var budget = new ByteBudget(64 * KIB);
        var account = budget.open();
        account.reserve(16 * KIB, granted::add);
        account.close();
        account.close();
        account.release(16 * KIB);
        account.reserve(16 * KIB, granted::add);
        assertThat(budget.inUse()).isZero();
        assertThat(granted).hasSize(1);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void neverExceededNeverLeakedAndNobodyWaitsForEver(long seed) {
        var random = new Random(seed);
        var budget = new ByteBudget(256 * KIB);
        List<Holder> holders = new ArrayList<>();
        for (int i = 0; i < 5; i++) holders.add(new Holder(budget.open()));
        for (int step = 0; step < 20_000; step++) {
            holders.get(random.nextInt(holders.size())).act(random);
            assertThat(budget.inUse()).isBetween(0L, 256L * KIB);
        }
        for (int round = 0; round < 3; round++) holders.forEach(Holder::finish);
        assertThat(holders).allMatch(holder -> !holder.waiting);
        assertThat(budget.inUse()).isZero();
    }

    /** A shard that asks, gets, processes at times of chance; some of them hold on for long. */
    private static final class Holder {
        private final ByteBudget.Account account;
        private final List<Integer> held = new ArrayList<>();
        private boolean waiting;

        Holder(ByteBudget.Account account) {
            this.account = account;
        }

        void act(Random random) {
            if (!waiting && random.nextInt(3) > 0) {
                waiting = true;
                account.reserve(1 + random.nextInt(300 * KIB), bytes -> {
                    waiting = false;
                    int actual = random.nextInt(bytes + 1);
                    account.settle(bytes, actual);
                    held.add(actual);
                });
            } else if (!held.isEmpty()) {
                account.release(held.remove(0));
            }
        }

        void finish() {
            while (!held.isEmpty()) account.release(held.remove(0));
        }
    }
}
