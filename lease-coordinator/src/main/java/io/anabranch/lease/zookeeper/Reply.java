package io.anabranch.lease.zookeeper;

import io.anabranch.lease.store.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.apache.zookeeper.KeeperException.Code;

/** The answer to one request, completed on ZooKeeper's event thread. */
final class Reply<T> extends CompletableFuture<T> {
    private final String request;
    private final BooleanSupplier closing;
    private final boolean madeWhileClosing;

    /** @param closing whether this side has begun to close the session */
    Reply(String request, BooleanSupplier closing) {
        this.request = request;
        this.closing = closing;
        this.madeWhileClosing = closing.getAsBoolean();
    }

    void fail(Code code) {
        fail(code, -1);
    }

    /**
     * A session this side closes makes the client library report requests as expired that the server may have carried out; those alone that were
     * made afterwards certainly were not sent.
     */
    void fail(Code code, int failedOperation) {
        boolean doubtful = code == Code.SESSIONEXPIRED && closing.getAsBoolean() && !madeWhileClosing;
        completeExceptionally(Failures.of(doubtful ? Code.CONNECTIONLOSS : code, failedOperation, request));
    }

    void reject(String reason) {
        completeExceptionally(new StoreException(StoreException.Kind.REJECTED, -1, reason + " " + request));
    }
}
