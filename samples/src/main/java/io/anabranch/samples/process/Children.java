package io.anabranch.samples.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The children of this process. Closing ends all, and so does the end of this process, in whatever way short of a SIGKILL it comes: they are asked
 * to stop, all at once, and those that have not after a while are killed.
 */
public final class Children implements AutoCloseable {
    private final Program program;
    private final Path logs;
    private final Duration patience;
    private final List<ChildProcess> children = new CopyOnWriteArrayList<>();
    private final Thread hook = new Thread(this::end, "end-children");

    /**
     * @param logs     an existing folder for one log file a child
     * @param patience how long a child may take to stop
     */
    public Children(Program program, Path logs, Duration patience) {
        this.program = program;
        this.logs = logs;
        this.patience = patience;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Starts a child. {@code output} gets its standard output, on a thread of its own. */
    public ChildProcess start(String name, List<String> arguments, Consumer<String> output) throws IOException {
        ChildProcess child = ChildProcess.start(name, program.line(arguments), logs.resolve(name + ".log"), output);
        children.add(child);
        return child;
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already: the hook finds nothing left to do.
        }
    }

    /** Ends all, and returns when none is left. More may be started. */
    public void end() {
        children.forEach(ChildProcess::terminate);
        children.forEach(this::awaitOrKill);
    }

    private void awaitOrKill(ChildProcess child) {
        try {
            child.awaitExit(patience);
        } catch (ChildFailedException e) {
            child.kill();
        } catch (InterruptedException e) {
            child.kill();
            Thread.currentThread().interrupt();
        }
    }
}
