package io.anabranch.simulator.server;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The event streams of all connections, so that a server that closes can end them first. Thread-safe. */
final class StreamedAnswers {
    private final Set<StreamedAnswer> open = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    void add(StreamedAnswer answer) {
        open.add(answer);
        if (ended) {
            answer.end();
        }
    }

    void remove(StreamedAnswer answer) {
        open.remove(answer);
    }

    /** Ends all of them in good order, those that come later too. */
    void end() {
        ended = true;
        open.forEach(StreamedAnswer::end);
    }
}
