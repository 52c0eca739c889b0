package io.anabranch.lease.store;

final class InMemoryStoreTest extends CoordinationStoreContract {
    private InMemoryStore store;

    @Override
    protected CoordinationStore emptyStore() {
        store = InMemoryStore.create();
        return store;
    }

    @Override
    protected void expire(CoordinationSession session) {
        store.expire(session.id());
    }
}
