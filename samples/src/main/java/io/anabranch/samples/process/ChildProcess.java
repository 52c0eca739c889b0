package io.anabranch.samples.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** One running child: its standard output comes line by line, its standard error goes to a log file. Thread-safe. */
public final class ChildProcess {
    private static final int LOG_LINES = 15;

    private final String name;
    private final Process process;
    private final Path log;
    private final CompletableFuture<String> ready = new CompletableFuture<>();

    private ChildProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    static ChildProcess start(String name, List<String> line, Path log, Consumer<String> output) throws IOException {
        Process process = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        process.getOutputStream().close();
        ChildProcess child = new ChildProcess(name, process, log);
        Thread reader = new Thread(() -> child.read(output), name + "-output");
        reader.setDaemon(true);
        reader.start();
        return child;
    }

    private void read(Consumer<String> output) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("ready ")) ready.complete(line.substring("ready ".length()).strip());
                output.accept(line);
            }
        } catch (IOException e) {
            // The pipe broke because the process is gone; what awaits it is told below.
        }
        ready.completeExceptionally(new IOException("no ready line"));
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    public Path log() {
        return log;
    }

    /** What follows {@code ready} on its standard output. Blocks until it comes. */
    public String awaitReady(Duration atMost) throws ChildFailedException, InterruptedException {
        try {
            return ready.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failed("ended before it was ready");
        } catch (TimeoutException e) {
            throw failed("was not ready after " + atMost.toSeconds() + " s");
        }
    }

    /** Processor time it has used; zero where the system does not tell. */
    public Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Blocks for that long, during which it is not to end. */
    public void awaitRunning(Duration time) throws ChildFailedException, InterruptedException {
        if (process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) throw failed("ended by itself");
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Its exit code. Blocks until it is gone. */
    public int awaitExit(Duration atMost) throws ChildFailedException, InterruptedException {
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) throw failed("still runs " + atMost.toSeconds() + " s after it was asked to stop");
        return process.exitValue();
    }

    /** An exception that says what this child did wrong and shows the end of its log. */
    public ChildFailedException failed(String what) {
        String exit = process.isAlive() ? "" : " (exit code " + process.exitValue() + ")";
        return new ChildFailedException(name + " " + what + exit + lastLines());
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readAllLines(log);
            if (lines.isEmpty()) return "; its log " + log + " is empty";
            return "; the end of " + log + ":\n  " + String.join("\n  ", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "; its log cannot be read: " + e.getMessage();
        }
    }
}
