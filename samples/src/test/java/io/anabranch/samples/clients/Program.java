package io.anabranch.samples.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of this machine that speaks to the simulator, told nothing by the environment but local credentials. */
final class Program {
    private final List<String> command;
    private final Path folder;

    /** @param folder keeps its output */
    Program(Path folder, String... command) {
        this.command = List.of(command);
        this.folder = folder;
    }

    record Ended(int code, String output) {}

    /** Skips the test, with a reason, where the program does not answer to {@code arguments}. */
    Program orSkip(String reason, String... arguments) throws InterruptedException {
        boolean there;
        try {
            there = run(arguments).code == 0;
        } catch (IOException e) {
            there = false; // no such program
        }
        assumeThat(there).as(reason).isTrue();
        return this;
    }

    /** Its output, if it ends well. */
    String ok(String... arguments) throws IOException, InterruptedException {
        Ended ended = run(arguments);
        assertThat(ended.code).as(() -> List.of(arguments) + " printed " + ended.output).isZero();
        return ended.output;
    }

    Ended run(String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_") || name.toLowerCase(java.util.Locale.ROOT).endsWith("_proxy"));
        builder.environment().put("AWS_ACCESS_KEY_ID", "local");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "local");
        builder.environment().put("AWS_DEFAULT_REGION", "us-east-1");
        builder.environment().put("AWS_CONFIG_FILE", folder.resolve("none").toString());
        builder.environment().put("AWS_SHARED_CREDENTIALS_FILE", folder.resolve("none").toString());
        builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        builder.environment().put("AWS_PAGER", "");
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(line + " still runs after 120 s; printed " + Files.readString(output));
        }
        return new Ended(process.exitValue(), Files.readString(output));
    }
}
