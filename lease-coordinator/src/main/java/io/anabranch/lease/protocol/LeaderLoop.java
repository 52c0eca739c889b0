package io.anabranch.lease.protocol;

import io.anabranch.lease.assign.LeaseAssignor;
import io.anabranch.lease.model.Catalog;
import io.anabranch.lease.model.Catalog.StreamLeases;
import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.protocol.LeaderPlan.Change;
import io.anabranch.lease.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader's half. It loads the whole state once, then goes in rounds: take in what changed (members, letters, the catalog's answer), plan, write the
 * changed documents in one request, and again until nothing is left to do. One round is under way at a time; what comes meanwhile waits for
 * the next. A refused write means that the view is wrong: it is loaded anew.
 */
final class LeaderLoop {
    private static final int LETTERS_A_ROUND = 50;
    /** A lease that was moved for balance stays at least this long, unless a worker came or went. */
    private static final Duration REST = Duration.ofSeconds(60);
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    /** A catalog that is silent for so long is asked again. */
    private static final Duration CATALOG_PATIENCE = Duration.ofSeconds(60);

    private static final Logger log = LoggerFactory.getLogger(LeaderLoop.class);

    private final Context context;
    private final Link link;
    private final Catalog catalog;
    private final LeaseAssignor assignor;
    private final long term;
    private final LeaderWrites writes;
    private final Runnable deposed;
    private long epochCounter;

    private FleetView view = new FleetView();
    private LeaderPlan plan;
    private CatalogSync sync;
    private Orders orders;
    private boolean ordersChanged;
    private int loading;
    private boolean stopped;
    private boolean busy;

    private boolean membersChanged;
    private boolean lettersChanged;
    private boolean lettersWatched;
    private TreeMap<String, Letter> letters = new TreeMap<>();
    private List<String> unreadable = List.of();
    private @Nullable List<StreamLeases> listed;
    private boolean asking;
    /** The last answer was a failure, and the log says so. */
    private boolean catalogFails;
    private int questions;
    private EventLoop.@Nullable Timer nextAsk;
    private Duration retry = FIRST_RETRY;
    private Duration reload = FIRST_RETRY;
    private final TreeSet<LeaseKey> awaited = new TreeSet<>();
    private final TreeMap<LeaseKey, Long> movedAt = new TreeMap<>();

    /** @param deposed called when another leader was elected, or the view could not be written for another reason of the store's */
    LeaderLoop(Context context, Link link, Catalog catalog, LeaseAssignor assignor, long term, int version, Runnable deposed) {
        this.context = context;
        this.link = link;
        this.catalog = catalog;
        this.assignor = assignor;
        this.term = term;
        this.deposed = deposed;
        this.writes = new LeaderWrites(context, link, version, this::refused);
        this.plan = new LeaderPlan(view, assignor, this::nextEpoch);
        this.sync = new CatalogSync(context, link, writes, view, this::nextEpoch);
        this.orders = new Orders(context, link, writes, view, this::nextEpoch, this::ordersChanged);
    }

    void start() {
        int asked = ++loading;
        busy = true;
        view = new FleetView();
        plan = new LeaderPlan(view, assignor, this::nextEpoch);
        sync = new CatalogSync(context, link, writes, view, this::nextEpoch);
        orders.stop();
        orders = new Orders(context, link, writes, view, this::nextEpoch, this::ordersChanged);
        letters = new TreeMap<>();
        unreadable = List.of();
        lettersWatched = false;
        new LeaderLoad(context, link, view, sync).run(() -> orders.start(() -> {
            if (!stopped && asked == loading) loaded();
        }));
    }

    void stop() {
        stopped = true;
        orders.stop();
        if (nextAsk != null) nextAsk.cancel();
    }

    private long nextEpoch() {
        return term << 32 | ++epochCounter;
    }

    private void loaded() {
        view.placements.forEach((key, placement) -> {
            if (placement.revoking()) drainFrom(key, placement);
        });
        membersChanged = true;
        lettersChanged = true;
        busy = false;
        askCatalog();
        wake();
    }

    private void wake() {
        if (stopped || busy) return;
        busy = true;
        next();
    }

    private void next() {
        if (stopped) return;
        if (membersChanged) readMembers();
        else if (lettersChanged) readLetters();
        else if (listed != null) mergeCatalog(listed);
        else settle();
    }

    private void readMembers() {
        membersChanged = false;
        int asked = loading;
        link.watchChildren(context.paths().workers(), () -> context.loop().after(context.timing().debounce(), () -> {
            if (asked != loading) return;
            membersChanged = true;
            wake();
        }), names -> link.readAll(names.stream().map(context.paths()::worker).toList(), nodes -> {
            if (asked != loading) return;
            TreeMap<String, WorkerNode> members = new TreeMap<>();
            Parsed.each(names, nodes, (name, node) -> {
                if (WorkerNode.isGenuine(name, node)) members.put(name, WorkerNode.decode(node.data()));
            });
            membersAre(members);
            next();
        }));
    }

    private void membersAre(TreeMap<String, WorkerNode> members) {
        if (!members.keySet().equals(view.workers.keySet())) {
            log.info("members: term={} workers={}", term, members.keySet());
            movedAt.clear();
        }
        view.workers.clear();
        view.workers.putAll(members);
    }

    private void readLetters() {
        lettersChanged = false;
        int asked = loading;
        Runnable changed = () -> {
            if (asked != loading) return;
            lettersChanged = true;
            lettersWatched = false;
            wake();
        };
        if (lettersWatched) link.children(context.paths().inbox(), names -> openLetters(asked, names));
        else link.watchChildren(context.paths().inbox(), changed, names -> openLetters(asked, names));
        lettersWatched = true;
    }

    private void openLetters(int asked, List<String> names) {
        List<String> paths = names.stream().limit(LETTERS_A_ROUND).map(name -> context.paths().inbox() + "/" + name).toList();
        link.readAll(paths, nodes -> {
            if (asked != loading) return;
            TreeMap<String, Letter> opened = new TreeMap<>();
            unreadable = Parsed.each(paths, nodes, (path, node) -> opened.put(path, Letter.decode(node.data())));
            letters = opened;
            if (names.size() > LETTERS_A_ROUND) lettersChanged = true;
            settle();
        });
    }

    private void ordersChanged() {
        ordersChanged = true;
        wake();
    }

    private void settle() {
        ordersChanged = false;
        Round round = new Round(view, term, context.timing().drain());
        unreadable.forEach(round::answer); // in the inbox they would come before every later one
        letters.forEach((path, letter) -> {
            round.answer(path);
            view.learn(letter, context.now());
            plan.onLetter(letter).ifPresent(round::apply);
        });
        round.applyAll(plan.emergency());
        round.applyAll(plan.grants());
        round.applyAll(plan.evacuations());
        round.applyAll(plan.balance(this::isRested));
        if (round.isEmpty()) idle();
        else write(round);
    }

    private void write(Round round) {
        int asked = loading;
        List<Letter> answered = List.copyOf(letters.values());
        writes.write(round.writes(context.paths()), results -> {
            if (asked != loading || stopped) return;
            round.written(results);
            reload = FIRST_RETRY;
            letters = new TreeMap<>();
            unreadable = List.of();
            round.changes().forEach(this::changed);
            answered.forEach(this::expectChildren);
            next();
        });
    }

    private void idle() {
        if (membersChanged || lettersChanged || ordersChanged || listed != null) next();
        else if (!sync.restartOne(this::next) && !orders.carryOutOne(this::next)) busy = false;
    }

    private void changed(Change change) {
        view.overdue.remove(change.key());
        change.after().ifPresentOrElse(placement -> {
            log.info("placed: shard={} {} term={}", change.key(), placement, term);
            if (placement.standby().isPresent()) movedAt.put(change.key(), context.loop().nanoTime());
            if (placement.revoking()) drainFrom(change.key(), placement);
        }, () -> log.info("taken out: shard={} term={}", change.key(), term));
    }

    /** The owner's time runs from when its revocation is known to be written: no earlier than the owner counts it. */
    private void drainFrom(LeaseKey key, Placement revoked) {
        int asked = loading;
        context.loop().after(context.timing().drain(), () -> {
            Placement now = view.placements.get(key);
            if (asked != loading || now == null || !now.revoking() || !now.holder().equals(revoked.holder())) return;
            log.warn("hand-over overdue: shard={} {} term={}", key, now, term);
            view.overdue.add(key);
            wake();
        });
    }

    private boolean isRested(LeaseKey key) {
        Long moved = movedAt.get(key);
        return moved == null || context.loop().nanoTime() - moved >= REST.toNanos();
    }

    private void expectChildren(Letter letter) {
        if (letter.about() != Letter.About.ENDED || letter.lease().isEmpty()) return;
        String stream = letter.lease().get().stream();
        letter.children().stream().map(child -> new LeaseKey(stream, child)).filter(child -> !view.leases.containsKey(child))
                .forEach(awaited::add);
        retry = FIRST_RETRY;
        askCatalog();
    }

    private void askCatalog() {
        if (asking || stopped) return;
        if (nextAsk != null) nextAsk.cancel();
        asking = true;
        int question = ++questions;
        nextAsk = context.loop().after(CATALOG_PATIENCE, () -> answered(question, null, new TimeoutException("no answer within " + CATALOG_PATIENCE)));
        var unused = list().whenComplete((answer, failure) -> context.loop().execute(() -> answered(question, answer, failure)));
    }

    /** An answer that comes after the question was given up is not heard: the next question is on its way. */
    private void answered(int question, @Nullable List<StreamLeases> answer, @Nullable Throwable failure) {
        if (!asking || question != questions) return;
        if (nextAsk != null) nextAsk.cancel();
        catalogAnswered(answer, failure);
    }

    private CompletionStage<List<StreamLeases>> list() {
        try {
            return catalog.list();
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private void catalogAnswered(@Nullable List<StreamLeases> answer, @Nullable Throwable failure) {
        asking = false;
        if (stopped) return;
        tellOfCatalog(failure);
        if (answer == null) {
            nextAsk = context.loop().after(retryDelay(), this::askCatalog);
        } else {
            listed = answer;
            wake();
        }
    }

    /** A line when it begins to fail and one when it works again; it is asked often meanwhile. */
    private void tellOfCatalog(@Nullable Throwable failure) {
        if (failure != null && !catalogFails) {
            Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            log.warn("the catalog fails, it is asked until it answers: term={} {}", term, cause.toString());
        } else if (failure != null) {
            log.debug("the catalog fails: term={}", term, failure);
        } else if (catalogFails) {
            log.warn("the catalog answers again: term={}", term);
        }
        catalogFails = failure != null;
    }

    private void mergeCatalog(List<StreamLeases> answer) {
        listed = null;
        sync.merge(answer, () -> {
            awaited.removeIf(view.leases::containsKey);
            nextAsk = context.loop().after(awaited.isEmpty() ? interval() : retryDelay(), this::askCatalog);
            next();
        });
    }

    private Duration interval() {
        retry = FIRST_RETRY;
        double jitter = 0.9 + 0.2 * context.random().nextDouble();
        return Duration.ofNanos((long) (context.timing().catalogInterval().toNanos() * jitter));
    }

    private Duration retryDelay() {
        Duration delay = retry;
        retry = longer(retry, context.timing().catalogInterval());
        return delay;
    }

    private static Duration longer(Duration delay, Duration most) {
        Duration twice = delay.multipliedBy(2);
        return twice.compareTo(most) < 0 ? twice : most;
    }

    private void refused(StoreException failure) {
        if (stopped) return;
        if (LeaderWrites.isDeposed(failure)) {
            log.info("deposed: worker={} term={}", context.incarnation(), term);
            stop();
            deposed.run();
            return;
        }
        switch (failure.kind()) {
            case OUTCOME_UNKNOWN, SESSION_EXPIRED -> stop();
            case BAD_VERSION, NODE_EXISTS, NO_NODE, NOT_EMPTY, REJECTED -> {
                log.warn("leader's view is wrong, loads it anew: term={} {}", term, failure.getMessage());
                loading++;
                context.loop().after(reload, () -> {
                    if (!stopped) start();
                });
                reload = longer(reload, context.timing().sessionTimeout());
            }
        }
    }
}
