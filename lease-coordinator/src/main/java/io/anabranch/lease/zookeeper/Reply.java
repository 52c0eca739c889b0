package io.anabranch.lease.zookeeper;

import io.anabranch.lease.store.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.apache.zookeeper.KeeperException.Code;

/** The answer to one request, completed on ZooKeeper's event thread. */
final class Reply<T> extends CompletableFuture<T> {
    private final String request;
    private final BooleanSupplier closing;

    /** @param closing whether this side has begun to close the session */
    Reply(String request, BooleanSupplier closing) {
        this.request = request;
        this.closing = closing;
    }

    void fail(Code code) {
        fail(code, -1);
    }

    /** A session this side closes makes the client library report requests as expired that the server may have carried out. */
    void fail(Code code, int failedOperation) {
        boolean doubtful = code == Code.SESSIONEXPIRED && closing.getAsBoolean();
        completeExceptionally(Failures.of(doubtful ? Code.CONNECTIONLOSS : code, failedOperation, request));
    }

    /** The session is closed: the request is not sent. */
    void refuse() {
        completeExceptionally(Failures.of(Code.SESSIONEXPIRED, -1, request));
    }

    void reject(String reason) {
        completeExceptionally(new StoreException(StoreException.Kind.REJECTED, -1, reason + " " + request));
    }
}
