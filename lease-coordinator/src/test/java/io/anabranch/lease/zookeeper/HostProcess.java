package io.anabranch.lease.zookeeper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A process that hosts a folder until it is killed; says {@code ready} or {@code in use}. */
final class HostProcess {
    private HostProcess() {}

    public static void main(String[] arguments) throws IOException {
        try (EmbeddedZooKeeper server = EmbeddedZooKeeper.start(Path.of(arguments[0]), 0)) {
            System.out.println("ready " + server.connectString());
            System.in.read();
        } catch (FolderInUseException e) {
            System.out.println("in use");
        }
    }

    static Process start(Path folder) {
        try {
            return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                    "-cp", System.getProperty("java.class.path"), HostProcess.class.getName(), folder.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
