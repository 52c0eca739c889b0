package io.anabranch.simulator.stream;

import java.time.Instant;
import java.util.List;

/** Settings of an account in a region. */
final class AccountChanges {
    private final StreamStore store;
    private final Ledger ledger;
    private final Realm realm;
    private final Identity identity;
    private final ServiceClock clock;

    AccountChanges(StreamStore store, Realm realm) {
        this.store = store;
        this.ledger = store.ledger();
        this.realm = realm;
        this.identity = realm.identity();
        this.clock = store.settings().clock();
    }

    BillingCommitment commitment() {
        return ledger.change("Account settings were not read", () -> BillingCommitment.of(ledger.table().account(identity)));
    }

    /** @return what it is now */
    BillingCommitment commit(boolean enable) {
        return ledger.change("Account settings were not changed", () -> {
            Attributes account = ledger.table().account(identity);
            BillingCommitment before = BillingCommitment.of(account);
            Instant now = clock.instant();
            BillingCommitment after = enable ? before.enabled(now) : before.disabled(now);
            if (!after.equals(before)) ledger.write(List.of(new Change.AccountSet(identity, after.in(account))));
            return after;
        });
    }

    AccountLimits limits() {
        StreamSettings settings = store.settings();
        return ledger.change("Limits were not read", () -> new AccountLimits(
                settings.shardLimit(),
                ledger.table().openShards(identity),
                settings.onDemandStreamLimit(),
                new Quotas(store, realm).onDemandStreams()));
    }
}
