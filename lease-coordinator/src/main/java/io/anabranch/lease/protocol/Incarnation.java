package io.anabranch.lease.protocol;

import io.anabranch.lease.assign.LeaseAssignor;
import io.anabranch.lease.model.Catalog;
import io.anabranch.lease.model.LeaseListener;
import io.anabranch.lease.store.CoordinationSession;
import io.anabranch.lease.store.StoreException;
import io.anabranch.lease.store.Write;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that lives and dies with one session: registration, heartbeat, deadline, the worker's half and, if it is elected, the leader's. */
final class Incarnation {
    private static final int LAYOUT = 1;

    private static final Logger log = LoggerFactory.getLogger(Incarnation.class);

    /** Told on the loop. */
    interface Host {
        void joined();

        /** The store's layout is of a later version than this one can read. */
        void incompatible(int minReader);

        /** The deadline may have moved on. */
        void confirmed();

        /** The deadline has passed. */
        void parked();
    }

    private final Context context;
    private final CoordinationSession session;
    private final Host host;
    private final WorkerNode registration;
    private final Catalog catalog;
    private final LeaseAssignor assignor;
    private final Tenure tenure;
    private final Link link;
    private final WorkerLoop worker;
    private final Election election;
    private @Nullable LeaderLoop leader;
    private boolean joined;
    private boolean draining;
    private boolean connected = true;
    private boolean beating;
    private boolean recovering;
    private boolean watchingDeadline;
    private boolean over;
    private int joining;

    Incarnation(Context context, CoordinationSession session, Host host, WorkerNode registration, Catalog catalog, LeaseAssignor assignor,
            Holdings holdings, LeaseListener listener, Comparator<String> positions) {
        this.context = context;
        this.session = session;
        this.host = host;
        this.registration = registration;
        this.catalog = catalog;
        this.assignor = assignor;
        this.tenure = new Tenure(context.loop(), context.timing().window(), this::confirmed);
        this.link = new Link(session, context.loop(), tenure, this::inDoubt);
        this.worker = new WorkerLoop(context, link, tenure, holdings, listener, positions);
        this.election = new Election(context, link, session.id(), this::lead);
    }

    CoordinationSession session() {
        return session;
    }

    WorkerLoop worker() {
        return worker;
    }

    void start() {
        join();
        beat();
    }

    void suspended() {
        if (over || !connected) return;
        log.info("suspended: worker={}", context.incarnation());
        connected = false;
        tenure.assignmentInDoubt();
        election.pause();
        stopLeading();
        context.loop().after(context.timing().sessionTimeout(), () -> {
            if (!over && !connected) {
                worker.unavailable(new StoreException(StoreException.Kind.OUTCOME_UNKNOWN, -1, "out of touch with the store"));
            }
        });
    }

    void reconnected() {
        if (over) return;
        log.info("reconnected: worker={}", context.incarnation());
        connected = true;
        recover();
    }

    /** The session is over, or is about to be ended: what was owned is lost. */
    void end() {
        if (over) return;
        over = true;
        link.cut();
        election.pause();
        stopLeading();
        worker.expire();
    }

    /** Lets the leader know that nothing more should come here, and gives back what there is. */
    void drain(Runnable drained) {
        draining = true;
        if (joined) tellDraining();
        worker.drain(drained);
    }

    private void tellDraining() {
        byte[] data = registration.leaving().encode();
        Write mark = new Write.Replace(context.paths().worker(context.incarnation()), data, -1);
        link.write(List.of(mark, Letter.draining(context.incarnation()).post(context.paths())), results -> {}, failure ->
                log.debug("draining unanswered: {}", failure.getMessage()));
    }

    private void join() {
        int asked = ++joining;
        context.paths().folders().forEach(folder -> create(folder, new byte[0]));
        create(context.paths().meta(), Json.bytes(Json.document().put("layout", LAYOUT).put("minReader", LAYOUT)));
        create(context.paths().leader(), LeaderNode.NOBODY.encode());
        link.read(context.paths().meta(), meta -> {
            if (asked != joining) return;
            if (meta.isEmpty()) {
                inDoubt(); // its creation was refused: looks again
                return;
            }
            int minReader = Json.parse(meta.get().data()).path("minReader").asInt(LAYOUT);
            if (minReader > LAYOUT) host.incompatible(minReader);
            else register(asked);
        });
    }

    private void create(String path, byte[] data) {
        link.write(List.of(new Write.Create(path, data, Write.Mode.PERSISTENT)), results -> {}, failure -> {
            if (failure.kind() == StoreException.Kind.REJECTED) log.warn("cannot create {}: {}", path, failure.getMessage());
        });
    }

    private void register(int asked) {
        Write write = new Write.Create(context.paths().worker(context.incarnation()), registration.encode(), Write.Mode.EPHEMERAL);
        link.write(List.of(write), results -> registered(asked), failure -> {
            // the name holds the session's id: who else could have made it
            if (failure.kind() == StoreException.Kind.NODE_EXISTS) registered(asked);
            else notRegistered(failure);
        });
    }

    private void notRegistered(StoreException failure) {
        log.warn("not registered yet: worker={} {}", context.incarnation(), failure.getMessage());
        inDoubt();
    }

    private void registered(int asked) {
        if (asked != joining || joined) return;
        joined = true;
        log.info("joined: worker={} application={}", context.incarnation(), context.paths().application());
        worker.readAssignment();
        election.check();
        if (draining) tellDraining();
        host.joined();
    }

    private void lead(long term, int version) {
        stopLeading();
        leader = new LeaderLoop(context, link, catalog, assignor, term, version, this::inDoubt);
        leader.start();
    }

    private void stopLeading() {
        if (leader != null) leader.stop();
        leader = null;
    }

    /** Something is not known as it should be: everything is read anew, soon. */
    private void inDoubt() {
        if (over || recovering) return;
        recovering = true;
        context.loop().after(context.timing().heartbeat(), () -> {
            recovering = false;
            if (!over && connected) recover();
        });
    }

    private void recover() {
        beating = false;
        stopLeading();
        if (!joined) {
            join();
            return;
        }
        if (draining) tellDraining();
        worker.recover();
        election.check();
    }

    private void beat() {
        if (over) return;
        context.loop().after(context.timing().heartbeat(), this::beat);
        if (connected && !beating) {
            beating = true;
            link.sync(sentAt -> beating = false);
        }
    }

    private void confirmed() {
        host.confirmed();
        if (!watchingDeadline) watchDeadline();
    }

    private void watchDeadline() {
        if (over) return;
        watchingDeadline = true;
        long remaining = tenure.remainingNanos();
        if (remaining == 0) {
            watchingDeadline = false; // until the next confirmation
            host.parked();
        } else {
            context.loop().after(Duration.ofNanos(remaining), this::watchDeadline);
        }
    }
}
