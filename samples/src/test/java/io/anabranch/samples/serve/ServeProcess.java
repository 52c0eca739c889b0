package io.anabranch.samples.serve;

import io.anabranch.samples.process.ChildProcess;
import io.anabranch.samples.process.Children;
import io.anabranch.samples.process.JavaCommand;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code anabranch serve} in processes of its own, on one data folder. */
final class ServeProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final Children children;
    private final Path data;

    /** @param flags more JVM flags */
    ServeProcess(Path folder, String... flags) {
        this.data = folder.resolve("data");
        JavaCommand command = JavaCommand.likeThisProcess("io.anabranch.samples.cli.Anabranch");
        for (String flag : flags) command = command.with(flag);
        this.children = new Children(command, folder, Duration.ofSeconds(10));
    }

    Path data() {
        return data;
    }

    ChildProcess start(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("serve", "--port", "0", "--data", data.toString()));
        arguments.addAll(List.of(more));
        return children.start("serve", arguments, line -> {});
    }

    static URI awaitReady(ChildProcess serve) throws Exception {
        return URI.create(serve.awaitReady(START));
    }

    @Override
    public void close() {
        children.close();
    }
}
