package io.anabranch.lease.protocol;

import io.anabranch.lease.store.CoordinationSession.Node;
import io.anabranch.lease.store.StoreException;
import io.anabranch.lease.store.Write;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queues for leadership: candidates hold ephemeral sequential nodes, the lowest leads, each other one watches the one before it. Leading begins with a
 * conditional write of a higher term; its version is what every later write of the leader is conditional on.
 */
final class Election {
    /** Enough candidates that losing several at once leaves one; more would only add watches. */
    private static final int MAX_CANDIDATES = 8;

    private static final Logger log = LoggerFactory.getLogger(Election.class);

    interface Elected {
        /** @param version of the leader's node, which no other leader's writes can pass */
        void lead(long term, int version);
    }

    private final Context context;
    private final Link link;
    private final long session;
    private final Elected elected;
    private int turn;

    Election(Context context, Link link, long session, Elected elected) {
        this.context = context;
        this.link = link;
        this.session = session;
        this.elected = elected;
    }

    /** Looks at the queue anew, joins it if there is room, leads if this session is first. Whoever led must have stopped before. */
    void check() {
        int asked = ++turn;
        String lock = context.paths().lock();
        link.children(lock, names -> {
            List<String> paths = names.stream().map(name -> lock + "/" + name).toList();
            link.readAll(paths, nodes -> {
                if (asked == turn) queued(paths, nodes);
            });
        });
    }

    /** Looks at nothing more until the next {@link #check}. */
    void pause() {
        turn++;
    }

    private void queued(List<String> paths, List<Optional<Node>> nodes) {
        List<String> present = IntStream.range(0, paths.size()).filter(i -> nodes.get(i).isPresent()).mapToObj(paths::get).toList();
        Optional<String> mine = IntStream.range(0, paths.size()).filter(i -> isMine(nodes.get(i))).mapToObj(paths::get).findFirst();
        if (mine.isEmpty() && present.size() < MAX_CANDIDATES) {
            enter();
        } else if (mine.isEmpty()) {
            checkAfter(context.timing().sessionTimeout());
        } else if (present.get(0).equals(mine.get())) {
            takeOffice();
        } else {
            watch(present.get(present.indexOf(mine.get()) - 1));
        }
    }

    private boolean isMine(Optional<Node> node) {
        return node.filter(found -> found.ephemeralOwner() == session).isPresent();
    }

    private void enter() {
        int asked = turn;
        byte[] name = context.incarnation().getBytes(StandardCharsets.UTF_8);
        Write write = new Write.Create(context.paths().lock() + "/n-", name, Write.Mode.EPHEMERAL_SEQUENTIAL);
        link.write(List.of(write), results -> {
            if (asked == turn) check();
        }, failure -> refused(asked, failure));
    }

    private void checkAfter(Duration delay) {
        int asked = turn;
        context.loop().after(delay, () -> {
            if (asked == turn) check();
        });
    }

    private void watch(String predecessor) {
        int asked = turn;
        Runnable changed = () -> {
            if (asked == turn) check();
        };
        link.watch(predecessor, changed, node -> {
            if (node.isEmpty()) changed.run();
        });
    }

    private void takeOffice() {
        int asked = turn;
        link.sync(sentAt -> {});
        link.read(context.paths().leader(), node -> {
            if (asked == turn && node.isPresent()) takeOffice(asked, node.get());
        });
    }

    private void takeOffice(int asked, Node node) {
        long term = LeaderNode.decode(node.data()).term() + 1;
        byte[] data = new LeaderNode(term, context.incarnation(), context.now()).encode();
        link.write(List.of(new Write.Replace(context.paths().leader(), data, node.version())), results -> {
            if (asked != turn) return;
            log.info("leads: worker={} term={}", context.incarnation(), term);
            elected.lead(term, results.get(0).version());
        }, failure -> refused(asked, failure));
    }

    private void refused(int asked, StoreException failure) {
        if (asked != turn) return;
        switch (failure.kind()) {
            case BAD_VERSION, NODE_EXISTS, NO_NODE, NOT_EMPTY -> checkAfter(context.timing().heartbeat());
            case OUTCOME_UNKNOWN, SESSION_EXPIRED -> log.debug("election unanswered: {}", failure.getMessage());
            case REJECTED -> {
                log.warn("the store refused a candidate: {}", failure.getMessage());
                checkAfter(context.timing().sessionTimeout());
            }
        }
    }
}
