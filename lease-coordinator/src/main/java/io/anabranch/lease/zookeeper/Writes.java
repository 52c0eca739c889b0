package io.anabranch.lease.zookeeper;

import io.anabranch.lease.store.CoordinationSession.WriteResult;
import io.anabranch.lease.store.Write;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.ZooDefs;

/** Writes of the port as operations of ZooKeeper, and their results. */
final class Writes {
    private static final int SEQUENCE_DIGITS = 10;
    private static final int OVERHEAD_BYTES = 100;

    private Writes() {}

    static Op toOp(Write write, String path) {
        if (write instanceof Write.Create create) {
            return Op.create(path, create.data(), ZooDefs.Ids.OPEN_ACL_UNSAFE, mode(create.mode()));
        }
        if (write instanceof Write.Replace replace) {
            return Op.setData(path, replace.data(), replace.version());
        }
        if (write instanceof Write.Delete delete) {
            return Op.delete(path, delete.version());
        }
        if (write instanceof Write.Check check) {
            return Op.check(path, check.version());
        }
        throw new IllegalStateException("unknown write: " + write);
    }

    /** About what the operation adds to a request. */
    static long bytes(Write write) {
        return OVERHEAD_BYTES + write.path().length() + (long) data(write).length;
    }

    static WriteResult result(Write write, OpResult result) {
        if (write instanceof Write.Create create && result instanceof OpResult.CreateResult created) {
            return new WriteResult(create.path() + sequence(create.mode(), created.getPath()), 0);
        }
        if (result instanceof OpResult.SetDataResult replaced) {
            return new WriteResult(write.path(), replaced.getStat().getVersion());
        }
        return new WriteResult(write.path(), -1);
    }

    private static String sequence(Write.Mode mode, String createdPath) {
        return mode(mode).isSequential() ? createdPath.substring(createdPath.length() - SEQUENCE_DIGITS) : "";
    }

    private static CreateMode mode(Write.Mode mode) {
        return switch (mode) {
            case PERSISTENT -> CreateMode.PERSISTENT;
            case EPHEMERAL -> CreateMode.EPHEMERAL;
            case PERSISTENT_SEQUENTIAL -> CreateMode.PERSISTENT_SEQUENTIAL;
            case EPHEMERAL_SEQUENTIAL -> CreateMode.EPHEMERAL_SEQUENTIAL;
        };
    }

    private static byte[] data(Write write) {
        if (write instanceof Write.Create create) {
            return create.data();
        }
        return write instanceof Write.Replace replace ? replace.data() : new byte[0];
    }
}
