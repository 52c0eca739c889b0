package io.anabranch.lease.protocol;

import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.protocol.Assignment.Entry;
import io.anabranch.lease.protocol.Assignment.Wish;
import io.anabranch.lease.protocol.LeaderPlan.Change;
import io.anabranch.lease.store.CoordinationSession.WriteResult;
import io.anabranch.lease.store.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One request of the leader: answered letters are deleted and the documents that changed are written, each on the condition of its version. Takes as
 * many changes as fit a request; those left over come in the next round, where they are planned again.
 */
final class Round {
    private static final int MAX_DOCUMENTS = 100;
    /** About 400 KB. */
    private static final int MAX_ENTRIES = 5_000;

    private final FleetView view;
    private final long term;
    private final long drainMillis;
    private final List<String> answered = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final TreeSet<String> touched = new TreeSet<>();
    private final List<String> written = new ArrayList<>();
    private final TreeMap<String, Assignment> next = new TreeMap<>();
    private int entries;

    Round(FleetView view, long term, Duration drain) {
        this.view = view;
        this.term = term;
        this.drainMillis = drain.toMillis();
        view.documents.keySet().stream().filter(incarnation -> !view.isAlive(incarnation)).limit(MAX_DOCUMENTS / 2).forEach(this::touch);
    }

    void answer(String letterPath) {
        answered.add(letterPath);
    }

    void applyAll(List<Change> wanted) {
        wanted.stream().takeWhile(change -> touched.size() < MAX_DOCUMENTS && entries < MAX_ENTRIES).forEach(this::apply);
    }

    /** Takes the change into the view and, with it, the documents it concerns into the request. */
    void apply(Change change) {
        Placement before = view.placements.get(change.key());
        if (before != null) before.incarnations().forEach(this::touch);
        change.after().ifPresentOrElse(after -> {
            after.incarnations().forEach(this::touch);
            view.placements.put(change.key(), after);
        }, () -> view.placements.remove(change.key()));
        changes.add(change);
    }

    boolean isEmpty() {
        return answered.isEmpty() && changes.isEmpty() && touched.isEmpty();
    }

    List<Change> changes() {
        return changes;
    }

    List<Write> writes(Paths paths) {
        List<Write> writes = new ArrayList<>();
        TreeMap<String, List<Entry>> wanted = entriesOfTouched();
        wanted.forEach((incarnation, wishes) -> document(paths, incarnation, wishes, writes));
        answered.forEach(letter -> writes.add(new Write.Delete(letter, -1)));
        return writes;
    }

    /** Notes the new versions; the results are those of {@link #writes}, in its order. */
    void written(List<WriteResult> results) {
        for (int i = 0; i < written.size(); i++) {
            String incarnation = written.get(i);
            Assignment assignment = next.get(incarnation);
            if (assignment == null) view.documents.remove(incarnation);
            else view.documents.put(incarnation, new FleetView.Stored(assignment, results.get(i).version()));
        }
    }

    private void touch(String incarnation) {
        if (!touched.add(incarnation)) return;
        FleetView.Stored stored = view.documents.get(incarnation);
        entries += stored == null ? 1 : stored.assignment().entries().size() + 1;
    }

    private void document(Paths paths, String incarnation, List<Entry> wishes, List<Write> writes) {
        FleetView.Stored stored = view.documents.get(incarnation);
        String path = paths.assignment(incarnation);
        if (stored == null && wishes.isEmpty()) return;
        written.add(incarnation);
        if (stored != null && wishes.isEmpty() && !view.isAlive(incarnation)) {
            writes.add(new Write.Delete(path, stored.version()));
            return;
        }
        Assignment assignment = new Assignment(term, stored == null ? 1 : stored.assignment().revision() + 1, wishes);
        next.put(incarnation, assignment);
        writes.add(stored == null ? new Write.Create(path, assignment.encode(), Write.Mode.PERSISTENT)
                : new Write.Replace(path, assignment.encode(), stored.version()));
    }

    private TreeMap<String, List<Entry>> entriesOfTouched() {
        TreeMap<String, List<Entry>> wanted = new TreeMap<>();
        touched.forEach(incarnation -> wanted.put(incarnation, new ArrayList<>()));
        view.placements.forEach((key, placement) -> {
            add(wanted, key, placement.holder(), placement.revoking() ? Wish.REVOKE : Wish.ACTIVE);
            placement.standby().ifPresent(standby -> add(wanted, key, standby, Wish.STANDBY));
        });
        return wanted;
    }

    private void add(TreeMap<String, List<Entry>> wanted, LeaseKey key, Placement.Hold hold, Wish wish) {
        List<Entry> entries = wanted.get(hold.incarnation());
        if (entries != null) entries.add(new Entry(key, hold.epoch(), wish, wish == Wish.ACTIVE ? 0 : drainMillis));
    }
}
