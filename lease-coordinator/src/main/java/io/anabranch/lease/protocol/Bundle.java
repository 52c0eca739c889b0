package io.anabranch.lease.protocol;

import io.anabranch.lease.store.CoordinationSession.Node;
import io.anabranch.lease.store.CoordinationSession.WriteResult;
import io.anabranch.lease.store.StoreException;
import io.anabranch.lease.store.Write;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Requests that stand alone but are made together: what one turn of the loop asks for goes out at its end in few requests. A bundle of writes is all or
 * nothing for the store, so when it is refused its parts are sent singly, and each hears its own answer. When its outcome is unknown, so is each part's.
 */
final class Bundle {
    /** Parts in one request: enough to make a round trip cheap, few enough that a refused bundle costs little. */
    private static final int MOST_WRITES = 50;

    private record Part(List<Write> writes, Consumer<List<WriteResult>> then, Consumer<StoreException> refused) {}

    private record Question(List<String> paths, Consumer<List<Optional<Node>>> then) {}

    private final Link link;
    private final EventLoop loop;
    private final Deque<Part> parts = new ArrayDeque<>();
    private final List<Question> questions = new ArrayList<>();
    private boolean waiting;

    Bundle(Link link, EventLoop loop) {
        this.link = link;
        this.loop = loop;
    }

    /** Like {@link Link#write}: these writes together, or none of them. */
    void write(List<Write> writes, Consumer<List<WriteResult>> then, Consumer<StoreException> refused) {
        parts.add(new Part(writes, then, refused));
        sendAtTheEnd();
    }

    /** Like {@link Link#readAll}. */
    void readAll(List<String> paths, Consumer<List<Optional<Node>>> then) {
        questions.add(new Question(paths, then));
        sendAtTheEnd();
    }

    private void sendAtTheEnd() {
        if (waiting) return;
        waiting = true;
        loop.execute(this::send);
    }

    private void send() {
        waiting = false;
        if (!questions.isEmpty()) ask(List.copyOf(questions));
        questions.clear();
        while (!parts.isEmpty()) send(upTo(MOST_WRITES));
    }

    private List<Part> upTo(int most) {
        List<Part> together = new ArrayList<>();
        for (int i = 0; i < most && !parts.isEmpty(); i++) together.add(parts.remove());
        return together;
    }

    private void send(List<Part> together) {
        List<Write> writes = together.stream().flatMap(part -> part.writes().stream()).toList();
        link.write(writes, results -> answer(together, results), failure -> refused(together, failure));
    }

    private void answer(List<Part> together, List<WriteResult> results) {
        int from = 0;
        for (Part part : together) {
            List<WriteResult> own = results.subList(from, from + part.writes().size());
            from += own.size();
            link.guard(() -> part.then().accept(own));
        }
    }

    private void refused(List<Part> together, StoreException failure) {
        switch (failure.kind()) {
            case OUTCOME_UNKNOWN, SESSION_EXPIRED -> together.forEach(part -> link.guard(() -> part.refused().accept(failure)));
            case BAD_VERSION, NODE_EXISTS, NO_NODE, NOT_EMPTY, REJECTED -> {
                if (together.size() == 1) together.get(0).refused().accept(failure);
                else together.forEach(part -> send(List.of(part)));
            }
        }
    }

    private void ask(List<Question> asked) {
        TreeSet<String> paths = new TreeSet<>();
        asked.forEach(question -> paths.addAll(question.paths()));
        List<String> inOrder = List.copyOf(paths);
        link.readAll(inOrder, nodes -> {
            TreeMap<String, Optional<Node>> found = new TreeMap<>();
            for (int i = 0; i < inOrder.size(); i++) found.put(inOrder.get(i), nodes.get(i));
            asked.forEach(question -> link.guard(() -> question.then().accept(question.paths().stream().map(found::get).toList())));
        });
    }
}
