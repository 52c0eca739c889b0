package io.anabranch.lease.protocol;

import io.anabranch.lease.store.CoordinationSession.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes through nodes that were read together. One that cannot be parsed is named in the log and keeps nobody from the others. */
final class Parsed {
    private static final Logger log = LoggerFactory.getLogger(Parsed.class);

    private Parsed() {}

    interface Use<K> {
        void of(K key, Node node);
    }

    /** Hands every node that is there to {@code use}; returns the keys of those it could not deal with. */
    static <K> List<K> each(List<K> keys, List<Optional<Node>> nodes, Use<K> use) {
        List<K> unreadable = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            if (nodes.get(i).isEmpty()) continue;
            try {
                use.of(keys.get(i), nodes.get(i).get());
            } catch (RuntimeException e) {
                log.error("cannot read the node of {}", keys.get(i), e);
                unreadable.add(keys.get(i));
            }
        }
        return unreadable;
    }
}
