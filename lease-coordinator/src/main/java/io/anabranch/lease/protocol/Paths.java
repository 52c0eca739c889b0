package io.anabranch.lease.protocol;

import io.anabranch.lease.model.LeaseKey;
import java.util.List;

/** Where the nodes of one application are. */
public record Paths(String application) {
    private static final String ROOT = "/kcl";

    String root() {
        return ROOT + "/" + application;
    }

    String meta() {
        return root() + "/meta";
    }

    String leader() {
        return root() + "/leader";
    }

    String lock() {
        return root() + "/lock";
    }

    String workers() {
        return root() + "/workers";
    }

    String worker(String incarnation) {
        return workers() + "/" + incarnation;
    }

    String assignments() {
        return root() + "/assign";
    }

    String assignment(String incarnation) {
        return assignments() + "/" + incarnation;
    }

    String streams() {
        return root() + "/streams";
    }

    String stream(String stream) {
        return streams() + "/" + stream;
    }

    String shards(String stream) {
        return stream(stream) + "/shards";
    }

    String record(LeaseKey key) {
        return shards(key.stream()) + "/" + key.shard();
    }

    String inbox() {
        return root() + "/inbox";
    }

    String control() {
        return root() + "/control";
    }

    String steering() {
        return root() + "/steering";
    }

    /** What must exist without data before anybody works, parents first. */
    List<String> folders() {
        return List.of(ROOT, root(), lock(), workers(), assignments(), root() + "/load", streams(), inbox(), control());
    }
}
