package io.anabranch.kcl.run;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of records a worker may hold, shared by its shards. Half of it is divided equally: what lies within a shard's part of that half can be
 * taken by no other shard, so one that stands still cannot starve the rest. The other half goes to whoever asks first. Room is reserved before a fetch
 * by its expected size, corrected when the true size is known, and given back when the records are done with; only a batch larger than was
 * reserved (a single record is never refused) can exceed the limit, and then nobody gets more until that is paid back. Thread-safe; nothing blocks.
 */
public final class ByteBudget {
    /** Smaller grants are not worth a fetch while a shard's own part is larger. */
    private static final int SMALLEST_GRANT = 16 << 10;

    private final long limit;
    private final Set<Account> waiting = new LinkedHashSet<>();
    private long inUse;
    private int accounts;

    /** @param limitBytes more than zero */
    public ByteBudget(long limitBytes) {
        if (limitBytes < 1) throw new IllegalArgumentException("byte budget must be more than zero, was " + limitBytes);
        this.limit = limitBytes;
    }

    Account open() {
        synchronized (this) {
            accounts++;
        }
        return new Account();
    }

    /** Bytes reserved or held now. */
    public synchronized long inUse() {
        return inUse;
    }

    private long ownPart() {
        return Math.max(1, limit / 2 / Math.max(1, accounts));
    }

    /** @param first nobody else waits for the shared half */
    private long allowance(Account account, boolean first) {
        long own = ownPart() - account.held;
        long shared = limit / 2 - inUse;
        return Math.min(limit - inUse, first ? Math.max(own, shared) : own);
    }

    /** The bytes granted, or 0 if the account has to wait. */
    private int grant(Account account, int wanted, boolean first) {
        long least = Math.min(wanted, Math.min(SMALLEST_GRANT, ownPart()));
        long allowed = allowance(account, first);
        if (allowed < least) return 0;
        int granted = (int) Math.min(wanted, allowed);
        account.take(granted);
        return granted;
    }

    private List<Runnable> grantWaiting() {
        List<Runnable> answers = new ArrayList<>();
        var accountsWaiting = waiting.iterator();
        while (accountsWaiting.hasNext()) {
            Account account = accountsWaiting.next();
            int granted = grant(account, account.wanted, true);
            if (granted == 0) continue;
            accountsWaiting.remove();
            answers.add(account.answer(granted));
        }
        return answers;
    }

    /** One shard's part in the budget. One reservation at a time may wait. */
    final class Account {
        private long held;
        private int wanted;
        private @Nullable IntConsumer whenGranted;
        private boolean closed;

        /** Calls {@code granted} with 1 to {@code wantedBytes}, now or once there is room; not asked for any more after {@link #close}. */
        void reserve(int wantedBytes, IntConsumer granted) {
            int now;
            synchronized (ByteBudget.this) {
                if (closed) return;
                if (whenGranted != null) throw new IllegalStateException("a reservation is waiting already");
                now = grant(this, wantedBytes, waiting.isEmpty());
                if (now == 0) await(wantedBytes, granted);
            }
            if (now > 0) granted.accept(now);
        }

        private void await(int wantedBytes, IntConsumer granted) {
            wanted = wantedBytes;
            whenGranted = granted;
            waiting.add(this);
        }

        /** A reservation of {@code reserved} bytes turned out to be {@code actual} bytes. */
        void settle(long reserved, long actual) {
            change(() -> take(actual - reserved));
        }

        void release(long bytes) {
            settle(bytes, 0);
        }

        /** Gives back everything; later calls change nothing. */
        void close() {
            change(() -> {
                take(-held);
                closed = true;
                waiting.remove(this);
                accounts--;
            });
        }

        private void change(Runnable what) {
            List<Runnable> answers;
            synchronized (ByteBudget.this) {
                if (closed) return;
                what.run();
                answers = grantWaiting();
            }
            answers.forEach(Runnable::run);
        }

        private void take(long bytes) {
            held += bytes;
            inUse += bytes;
        }

        private Runnable answer(int granted) {
            IntConsumer consumer = whenGranted;
            whenGranted = null;
            if (consumer == null) throw new IllegalStateException("granted " + granted + " bytes to nobody");
            return () -> consumer.accept(granted);
        }
    }
}
