package io.anabranch.samples.bench;

import io.anabranch.samples.process.ChildFailedException;
import io.anabranch.samples.process.ChildProcess;
import io.anabranch.samples.process.Children;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A {@code serve} that was started on a data folder and is ready.
 *
 * @param startMillis from before its process was there to when its ready line was read
 */
record ServeChild(ChildProcess process, InetSocketAddress address, double startMillis) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Blocks until it is ready. */
    static ServeChild start(Children children, Path data, LongSupplier nanos) throws IOException, ChildFailedException, InterruptedException {
        long start = nanos.getAsLong();
        ChildProcess process = children.start("serve", List.of("serve", "--port", "0", "--data", data.toString()), line -> {});
        URI endpoint = URI.create(process.awaitReady(PATIENCE));
        double millis = (nanos.getAsLong() - start) / 1e6;
        return new ServeChild(process, new InetSocketAddress(endpoint.getHost(), endpoint.getPort()), millis);
    }

    /** Asks it to stop. Blocks until it has. */
    void stop() throws ChildFailedException, InterruptedException {
        process.terminate();
        if (process.awaitExit(PATIENCE) != 0) throw process.failed("did not stop cleanly");
    }

    /** Blocks until it is gone. */
    void kill() throws ChildFailedException, InterruptedException {
        process.kill();
        process.awaitExit(PATIENCE);
    }
}
