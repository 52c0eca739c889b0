package io.anabranch.kcl;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a worker has to close when it ends: last opened, first closed; one that fails keeps none of the others from it. */
final class WorkerResources {
    private static final Logger log = LoggerFactory.getLogger(WorkerResources.class);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T resource) {
        open.push(resource);
        return resource;
    }

    void close() {
        while (!open.isEmpty()) closeOne(open.pop());
    }

    private static void closeOne(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            if (e instanceof InterruptedException) Thread.currentThread().interrupt();
            log.warn("could not be closed: {}", resource, e);
        }
    }
}
