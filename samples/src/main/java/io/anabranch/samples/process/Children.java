package io.anabranch.samples.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The children of this process. Closing ends all, and so does the end of this process, in whatever way short of a SIGKILL it comes. */
public final class Children implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final JavaCommand command;
    private final Path logs;
    private final List<ChildProcess> children = new CopyOnWriteArrayList<>();
    private final Thread hook = new Thread(this::killAll, "end-children");

    /** @param logs an existing folder for one log file a child */
    public Children(JavaCommand command, Path logs) {
        this.command = command;
        this.logs = logs;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Starts a child. {@code output} gets its standard output, on a thread of its own. */
    public ChildProcess start(String name, List<String> arguments, Consumer<String> output) throws IOException {
        return start(name, command, arguments, output);
    }

    /** Starts a child by another command than the usual one. */
    public ChildProcess start(String name, JavaCommand other, List<String> arguments, Consumer<String> output) throws IOException {
        ChildProcess child = ChildProcess.start(name, other.line(arguments), logs.resolve(name + ".log"), output);
        children.add(child);
        return child;
    }

    /** Asks those still alive to stop, in the reverse order of their start; kills who does not within a few seconds. */
    @Override
    public void close() {
        for (int i = children.size() - 1; i >= 0; i--) stop(children.get(i));
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already: the hook finds nothing left to do.
        }
    }

    private static void stop(ChildProcess child) {
        if (!child.alive()) return;
        child.terminate();
        try {
            child.awaitExit(PATIENCE);
        } catch (ChildFailedException e) {
            child.kill();
        } catch (InterruptedException e) {
            child.kill();
            Thread.currentThread().interrupt();
        }
    }

    private void killAll() {
        children.forEach(ChildProcess::kill);
    }
}
