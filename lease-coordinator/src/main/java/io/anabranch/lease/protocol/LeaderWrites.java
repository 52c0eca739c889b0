package io.anabranch.lease.protocol;

import io.anabranch.lease.store.CoordinationSession.WriteResult;
import io.anabranch.lease.store.StoreException;
import io.anabranch.lease.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The only way a leader writes: each request is conditional on the leader's node being as this leader left it when it was elected. */
final class LeaderWrites {
    private final Context context;
    private final Link link;
    private final int leaderVersion;
    private final Consumer<StoreException> failed;

    /** @param failed told of every refused request; nothing of it was done, unless the outcome is unknown */
    LeaderWrites(Context context, Link link, int leaderVersion, Consumer<StoreException> failed) {
        this.context = context;
        this.link = link;
        this.leaderVersion = leaderVersion;
        this.failed = failed;
    }

    /** Carries out all writes or none; {@code then} hears their results in order. */
    void write(List<Write> writes, Consumer<List<WriteResult>> then) {
        List<Write> guarded = new ArrayList<>(writes.size() + 1);
        guarded.add(new Write.Check(context.paths().leader(), leaderVersion));
        guarded.addAll(writes);
        link.write(guarded, results -> then.accept(results.subList(1, results.size())), failed);
    }

    /** True if the failure says that another leader was elected. */
    static boolean isDeposed(StoreException failure) {
        return failure.kind() == StoreException.Kind.BAD_VERSION && failure.failedOperation() == 0;
    }
}
