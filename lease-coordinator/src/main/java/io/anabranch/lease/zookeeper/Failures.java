package io.anabranch.lease.zookeeper;

import io.anabranch.lease.store.StoreException;
import io.anabranch.lease.store.StoreException.Kind;
import java.util.List;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.OpResult.ErrorResult;

/** What ZooKeeper's error codes say about a request. */
final class Failures {
    private Failures() {}

    static StoreException of(Code code, int failedOperation, String request) {
        return new StoreException(kind(code), failedOperation, code + " " + request);
    }

    /** A code that does not say for certain that nothing was written leaves the outcome unknown. */
    static Kind kind(Code code) {
        return switch (code) {
            case BADVERSION -> Kind.BAD_VERSION;
            case NODEEXISTS -> Kind.NODE_EXISTS;
            case NONODE -> Kind.NO_NODE;
            case NOTEMPTY -> Kind.NOT_EMPTY;
            case SESSIONEXPIRED -> Kind.SESSION_EXPIRED;
            case NOAUTH, AUTHFAILED, INVALIDACL, BADARGUMENTS, NOCHILDRENFOREPHEMERALS, NOTREADONLY, UNIMPLEMENTED, QUOTAEXCEEDED, THROTTLEDOP ->
                Kind.REJECTED;
            default -> Kind.OUTCOME_UNKNOWN;
        };
    }

    /** Index of the operation that made a multi fail, or -1; the others of it carry OK (before) and RUNTIMEINCONSISTENCY (after). */
    static int failedOperation(List<OpResult> results) {
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof ErrorResult error && isCause(Code.get(error.getErr()))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isCause(Code code) {
        return code != Code.OK && code != Code.RUNTIMEINCONSISTENCY;
    }
}
